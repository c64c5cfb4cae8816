import ArgumentParser
import Cutover

/// `coordinator plan`: what a run would do, without doing any of it.
struct PlanCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what a run would change, and where; changes nothing.",
    discussion: """
      Findings first, then each phase with what it changes, the one line of each env file before and after, estimates of
      what it takes (for which 8 MiB go between the agents, for at most two seconds), and the way back. The plan's hash stands for all that it rests on: `cutover --plan HASH` refuses when any of it has changed.

        coordinator plan
        coordinator plan --for rollback
        coordinator plan --json | jq .hash
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var accept: AcceptOption

  @Option(name: .customLong("for"), help: "The run to plan: cutover or rollback.")
  var direction = "cutover"

  mutating func validate() throws {
    guard Direction(rawValue: direction) != nil else { throw ValidationError("--for is cutover or rollback") }
  }

  private struct Line: Encodable {
    let hash: String
    let facts: [String: String]
    let checks: [CheckResult]
    let blocking: [String]
    let estimates: PlanEstimates
  }

  func run() async throws {
    let console = shared.console()
    let session = try RunSetup.session(shared)
    let wanted = Direction(rawValue: direction) ?? .cutover
    let reader = PlanReader(subject: session.subject, agents: session.agents)
    let reading = try await reader.read(wanted)
    // Before the checks: they would share the link.
    let estimates = PlanEstimates(await reader.basis(reading, lastRun: session.archive.lastTimes(wanted)))
    let checks = await CheckRun(subject: session.subject, agents: session.agents, direction: wanted)
      .run(accepted: accept.ids)
    try PlanArchive(stateDirectory: session.stateDirectory).keep(reading.facts)
    await session.agents.close()
    if console.isJSON {
      try console.emit(
        Line(
          hash: reading.facts.hash, facts: reading.facts.values, checks: checks.results,
          blocking: checks.blocking.map(\.id.rawValue), estimates: estimates))
    } else {
      console.print(
        PlanText(
          reading: reading, subject: session.subject, checks: checks, estimates: estimates,
          style: console.output.style
        ).text)
    }
    if !checks.blocking.isEmpty { throw ExitStatus.refused.exitCode }
  }
}
