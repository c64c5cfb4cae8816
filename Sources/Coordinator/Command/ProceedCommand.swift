import ArgumentParser
import Cutover

/// Lets a run go on that holds after its copy.
struct ProceedCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "proceed",
    abstract: "Lets a run go on that was started with --hold.",
    discussion: """
      From any laptop of the fleet. The coordinator that leads the run hears of it within a second or two.

        coordinator proceed
      """)

  @OptionGroup var shared: SharedOptions

  func run() async throws {
    try await RunMessenger(session: RunSetup.session(shared)).proceed()
  }
}
