import ArgumentParser
import Cutover

/// The options by which a command stays for the soak.
struct SoakOptions: ParsableArguments {
  @Flag(name: .long, help: "Stay until the agents have ended their watch.")
  var wait = false

  @Option(
    name: .customLong("rollback-on"),
    help: ArgumentHelp(
      "With --wait: roll back by itself when this is found and the way back is lossless. May be given several times.",
      valueName: "check"))
  var rollbackOn: [String] = []

  /// Those that were named.
  var ids: Set<SoakCheckID> { Set(rollbackOn.compactMap(SoakCheckID.init(rawValue:))) }

  func validate() throws {
    guard rollbackOn.isEmpty || wait else { throw ValidationError("--rollback-on belongs to --wait") }
    for name in rollbackOn where SoakCheckID(rawValue: name) == nil {
      let known = SoakCheckID.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(name) is not watched in the soak: one of \(known)")
    }
  }
}
