import FoundationEssentials
import Logging
import Protocol

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The agent's command line: `cutover-agent [--config PATH]`, `--version`, or `stand-in`, which is no agent at all
/// (``StandInCommand``). Everything else comes from the file.
let arguments = CommandLine.arguments.dropFirst()
if arguments.contains("--version") {
  print("cutover-agent \(AgentServices.version)")
} else if arguments.first == StandInCommand.word {
  let logger = Logger(label: StandInCommand.word) { _ in JournalLogHandler() }
  do {
    try await StandInCommand(Array(arguments.dropFirst())).run(logger: logger)
  } catch {
    logger.critical("the stand-in cannot run: \(error)")
    exit(1)
  }
} else {
  let path = arguments.firstIndex(of: "--config").flatMap { arguments.dropFirst($0).first } ?? "/etc/cutover/agent.json"
  let environment = ProcessInfo.processInfo.environment
  var logger = Logger(label: "cutover-agent") { _ in JournalLogHandler() }
  do {
    let configuration = try AgentConfiguration.load(path)
    logger[metadataKey: "host"] = "\(configuration.host)"
    let service = AgentService(
      configuration: configuration,
      credentialsDirectory: environment["CREDENTIALS_DIRECTORY"] ?? "/etc/cutover/tls", environment: environment,
      logger: logger)
    try await service.run()
  } catch {
    logger.critical("the agent cannot run: \(error)")
    exit(1)
  }
}
