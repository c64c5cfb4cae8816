import ArgumentParser
import Cutover

/// Ends the life of the old Redis, when nobody needs it any more.
struct FinalizeCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "finalize",
    abstract: "Removes the old Redis, after a backup that was restored once and counted.",
    discussion: """
      A day after the cutover, when nothing talks to the old Redis any more. Its data is copied into a file of its host's
      agent, restored in a throw-away Redis and counted; then its container is stopped and removed. Its volumes stay, until
      one is named exactly. What of it stands in a compose file is printed, for you to take out. There is no rollback
      afterwards.

        coordinator finalize
        coordinator finalize --now --accept finalize.compose-file
        coordinator finalize --confirm-volume fiskai_redis_data

      It may be run again: it goes on where an earlier one stopped.
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var accept: AcceptOption

  @Flag(name: .long, help: "Do not wait until the cutover is a day old.")
  var now = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Remove this volume of the old Redis for good; its name exactly as it is printed.", valueName: "name"))
  var confirmVolume: String?

  func run() async throws {
    let session = try RunSetup.session(shared, accepted: accept.ids)
    let status = try await FinalizeSession(session: session, now: now, volume: confirmVolume).run()
    guard status == .done else { throw status.exitCode }
  }
}
