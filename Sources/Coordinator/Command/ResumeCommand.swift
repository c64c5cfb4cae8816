import ArgumentParser
import Cutover

/// Goes on with a run whose coordinator is gone.
struct ResumeCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on with a run whose coordinator is gone.",
    discussion: """
      From this laptop's journal, or from the agents' copies of it on a laptop that never saw the run. It takes a new
      epoch, so that the coordinator before it can order nothing any more. Before the drain the run goes on; from the
      drain to the cut it is taken back; after the cut it goes on. Where nobody knows how a cut ended, both agents are
      asked.

        coordinator resume                 the run that is open
        coordinator resume --takeover      although its coordinator still renews its lease
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var takeover: TakeoverOption

  @Argument(help: "The run's id, as `coordinator history` shows it; without it, the one that is open.")
  var run: String?

  func run() async throws {
    let session = try RunSetup.session(shared, takeover: takeover.takeover)
    guard let outcome = try await session.resume(run.map(RunID.init(rawValue:)), aborts: false) else {
      throw ExitStatus.usage.exitCode
    }
    let status = ExitStatus(rawValue: outcome.exitCode) ?? .undetermined
    guard status == .done else { throw status.exitCode }
  }
}
