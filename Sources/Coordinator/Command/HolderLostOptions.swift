import ArgumentParser

/// The options of a rollback away from a host that is gone.
struct HolderLostOptions: ParsableArguments {
  @Flag(
    name: .customLong("holder-lost"),
    help: "The new Redis's host is off for good: the old Redis takes over with what it has. Asks for that host's name.")
  var isHolderLost = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "With --holder-lost and without a terminal: the name of the host that is off for good.", valueName: "host"))
  var confirm: String?

  func validate() throws {
    guard confirm == nil || isHolderLost else { throw ValidationError("--confirm belongs to --holder-lost") }
  }
}
