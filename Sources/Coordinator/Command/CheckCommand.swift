import ArgumentParser
import Cutover

/// `coordinator check`: everything that a run looks at before it changes anything.
struct CheckCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks hosts, Redis, workers and their images; changes nothing.",
    discussion: """
      The same list that cutover and rollback begin with: every check says what was observed, what is required, and the
      next command to type. Names and groups narrow it down.

        coordinator check
        coordinator check portability redis.clients
        coordinator check --for rollback
        coordinator check --json | jq 'select(.verdict == "fail")'

      Ends with 0 when nothing stands against a run, and 1 when a check fails that is not accepted.
      """)

  @OptionGroup var shared: SharedOptions
  @OptionGroup var accept: AcceptOption

  @Option(name: .customLong("for"), help: "The run to check for: cutover or rollback.")
  var direction = "cutover"

  /// The groups that this command looks at.
  private static let groups = CheckGroup.allCases.filter { $0 != .finalize }.map(\.rawValue).joined(separator: ", ")

  @Argument(help: "Checks or groups: \(groups); all without any.")
  var names: [String] = []

  mutating func validate() throws {
    guard Direction(rawValue: direction) != nil else { throw ValidationError("--for is cutover or rollback") }
    for name in names where CheckGroup(rawValue: name) == nil && CheckID(rawValue: name) == nil {
      throw ValidationError(CheckNames.unknown(name))
    }
  }

  func run() async throws {
    let console = shared.console()
    let session = try RunSetup.session(shared)
    let wanted = names
    let lines = CheckLines(style: console.output.style)
    let isWanted: @Sendable (CheckResult) -> Bool = { result in
      wanted.isEmpty || wanted.contains(result.id.rawValue) || wanted.contains(result.id.group.rawValue)
    }
    let run = CheckRun(
      subject: session.subject, agents: session.agents, direction: Direction(rawValue: direction) ?? .cutover)
    let all = await run.run(accepted: accept.ids) { result in
      guard isWanted(result) else { return }
      if console.isJSON { try? console.emit(result) } else { console.print(lines.line(result)) }
    }
    let summary = CheckSummary(results: all.results.filter(isWanted), accepted: accept.ids)
    await session.agents.close()
    console.print(lines.summary(summary))
    if !summary.blocking.isEmpty { throw ExitStatus.refused.exitCode }
  }
}
