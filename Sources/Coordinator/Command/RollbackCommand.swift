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
        coordinator rollback --workers-only
                                           leaves the App where it is
        coordinator rollback --holder-lost the new Redis's host is off for good: the old Redis takes over with what
                                           it has, after you have typed that host's name. Should the host return,
                                           its Redis stays fenced.
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var takeover: TakeoverOption
  @OptionGroup var accept: AcceptOption
  @OptionGroup var plan: PlanOption
  @OptionGroup var lost: HolderLostOptions

  @Flag(name: .long, help: "Leave the App as it is: its adds are refused until its URL is put back by hand.")
  var workersOnly = false

  func run() async throws {
    guard lost.isHolderLost else {
      return try await RunSetup.run(
        .rollback, shared, takeover: takeover.takeover, accepted: accept.ids, planHash: plan.plan,
        workersOnly: workersOnly)
    }
    let session = try RunSetup.session(shared, takeover: takeover.takeover, workersOnly: workersOnly)
    let status = try await HolderLoss(session: session, confirmation: lost.confirm).run()
    guard status == .done else { throw status.exitCode }
  }
}
