import ArgumentParser
import Cutover

/// Lists the runs, or tells one.
struct HistoryCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Lists the runs that this laptop has led, or tells one of them.",
    discussion: """
      From the journals of this laptop; no agent is asked.

        coordinator history                            one line a run, newest first
        coordinator history 20260301T040713-4711       its phases, votes and findings
      """)

  @OptionGroup var shared: SharedOptions

  @Argument(help: "A run's id.")
  var run: String?

  func run() async throws {
    let console = shared.console()
    let fleet = try shared.loadFleet(console)
    let directory = RunSetup.stateDirectory(fleet: fleet.name)
    try RunHistory(
      archive: RunArchive(stateDirectory: directory), finalizes: FinalizeArchive(stateDirectory: directory),
      console: console
    ).show(run.map(RunID.init(rawValue:)))
  }
}
