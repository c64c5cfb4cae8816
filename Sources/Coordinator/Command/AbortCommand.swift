import ArgumentParser
import Cutover

/// Stops the run that is under way, and takes back what it did.
struct AbortCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "abort",
    abstract: "Stops the run that is under way, and takes back what it did.",
    discussion: """
      From any laptop of the fleet. The agent whose Redis holds the pen is asked first: it bars the cut, or says that it
      is too late; after the cut the way back is `coordinator rollback`. A coordinator that leads is told and takes the
      run back itself; where none leads any more, this one does. Waits for the end.

        coordinator abort
      """)

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    let status = try await RunAbortion(session: RunSetup.session(shared)).run()
    guard status == .done else { throw status.exitCode }
  }
}
