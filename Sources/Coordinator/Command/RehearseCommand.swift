import ArgumentParser
import Cutover

/// `coordinator rehearse`: everything of a cutover up to the gate, and back.
struct RehearseCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Does all of a cutover up to the vote on stopping the workers, measures it, and puts it back.",
    discussion: """
      Makes the new Redis, copies live, waits until the copy is whole, and has every agent vote; then the copy is detached
      and what was made is removed. No worker is stopped and no write is refused. The summary has the copy's size, time
      and speed.

        coordinator rehearse
        coordinator rehearse --yes --json
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var takeover: TakeoverOption
  @OptionGroup var accept: AcceptOption

  func run() async throws {
    let session = try RunSetup.session(shared, takeover: takeover.takeover, accepted: accept.ids)
    let status = try await session.run(.cutover, holdsAfterSync: false, rehearsal: true)
    guard status == .done else { throw status.exitCode }
  }
}
