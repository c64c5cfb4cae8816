import ArgumentParser
import Cutover

/// Moves the Redis, and the workers with it, from the source to the target.
struct CutoverCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "cutover",
    abstract: "Moves the Redis and its workers to the target without losing a job.",
    discussion: """
      Copies live, stops the workers, hands the pen over within the write budget, changes REDIS_URL in one line, starts
      the workers, and proves that jobs flow. Whatever fails before the pen moves is put back.

        coordinator cutover                shows the plan, asks, runs
        coordinator cutover --yes --json   for scripts: JSON lines, the last one is the outcome
        coordinator cutover --hold         waits with the copy following, until `coordinator proceed`
        coordinator cutover --accept redis.clients
                                           goes on although that check fails; recorded with the run
        coordinator cutover --wait         stays until the agents have ended their watch, as `coordinator soak` does
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var takeover: TakeoverOption
  @OptionGroup var accept: AcceptOption
  @OptionGroup var plan: PlanOption

  @OptionGroup var soak: SoakOptions

  @Flag(name: .long, help: "Leave the App as it is: its adds are refused until its URL is changed by hand.")
  var workersOnly = false

  @Flag(
    inversion: .prefixedNo,
    help: "Have the old name answered after the cut, passed on to the new Redis, or not; else policy.stand_in decides.")
  var standIn: Bool?

  @Flag(name: .long, help: "Wait after the copy, which follows live, for `coordinator proceed`.")
  var hold = false

  func run() async throws {
    try await RunSetup.run(
      .cutover, shared, takeover: takeover.takeover, accepted: accept.ids, holdsAfterSync: hold,
      planHash: plan.plan, workersOnly: workersOnly, standIn: standIn)
    guard soak.wait else { return }
    let console = shared.console()
    let fleet = try FleetFile.load(shared.fleet)
    // Nobody watches then, as the run has said.
    guard fleet.policy.soak >= .seconds(1) else { return }
    let status = try await SoakCommand.wait(fleet, console, shared, soak)
    guard status == .done else { throw status.exitCode }
  }
}
