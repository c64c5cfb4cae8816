import ArgumentParser
import Cutover

/// Moves the Redis, and the workers with it, back to the source over the reverse link.
struct RollbackCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Moves the Redis and its workers back to the source without losing a job.",
    discussion: """
      The same as a cutover with the sides swapped, over the link by which the old Redis has followed the new one since.
      Refused when that link could have missed a write.

        coordinator rollback               shows the plan, asks, runs
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var takeover: TakeoverOption

  func run() async throws { try await RunSetup.run(.rollback, shared, takeover: takeover.takeover) }
}
