import ArgumentParser
import NIOCore

/// `coordinator status`: the fleet at a glance, once or again and again.
struct StatusCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the fleet at a glance: agents, Redis, workers, queues, run, rollback.",
    discussion: """
      Examples:

        coordinator status
        coordinator status --watch --interval 5
        coordinator status --json | jq '.alarms[]'

      Ends with 0 when all is well and 5 when the fleet is degraded: an agent that does not answer, \
      workers that do not run, no Redis or two that accept writes, evicted keys, a replication link that is down, and \
      the like.
      """)

  @OptionGroup var shared: SharedOptions

  @Flag(name: .long, help: "Draw again and again, until Ctrl-C. Piped: print a block each time; --json: JSON lines.")
  var watch = false

  @Option(name: .long, help: ArgumentHelp("Seconds between two drawings of --watch.", valueName: "seconds"))
  var interval = 2.0

  @Option(name: .long, help: ArgumentHelp("Seconds that an agent may take to answer.", valueName: "seconds"))
  var timeout = 3.0

  mutating func validate() throws {
    guard (0.1...3600).contains(interval) else { throw ValidationError("--interval is 0.1 to 3600 seconds") }
    guard (0.1...60).contains(timeout) else { throw ValidationError("--timeout is 0.1 to 60 seconds") }
  }

  mutating func run() async throws {
    let console = shared.console()
    let fleet = try shared.loadFleet(console)
    let reader = StatusReader(
      connections: try FleetConnections(fleet: fleet), timeout: .milliseconds(Int64(timeout * 1000)))
    guard !watch else {
      return try await StatusWatch(reader: reader, console: console, interval: .seconds(interval)).run()
    }
    let readings = await reader.readAll()
    let report = StatusReport(of: fleet, readings: readings, now: reader.now())
    if console.isJSON {
      try console.emit(report)
    } else {
      let renderer = StatusRenderer(
        width: console.output.width, style: console.output.style, isVerbose: console.isVerbose)
      console.print(renderer.lines(report, now: reader.now()).joined(separator: "\n"))
    }
    await reader.connections.close()
    if report.degraded { throw ExitStatus.degraded.exitCode }
  }
}
