import ArgumentParser
import Foundation

/// The coordinator's command line. Everything below throws; this is the one place that prints an error and ends the
/// process with a status.
@main
struct CoordinatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coordinator",
    abstract: "Moves the Redis behind BullMQ workers to another host without losing a job.",
    discussion: """
      Start with a fleet file (deploy/ has an example), then:

        coordinator bootstrap     brings an agent to every host over SSH
        coordinator status        shows the fleet at a glance
        coordinator check         says whether a run could begin, and what to mend
        coordinator plan          shows what a run would change, and where
        coordinator rehearse      does all of it up to the workers' stop, and puts it back
        coordinator cutover       moves the Redis and its workers, and loses nothing
        coordinator verify        proves at any later time that jobs flow and that producers reach the new Redis
        coordinator soak          shows what the agents have seen since, or waits for the end of their watch
        coordinator rollback      moves them back
        coordinator resume        goes on with a run whose coordinator is gone
        coordinator abort         stops the run that is under way, and takes back what it did
        coordinator finalize      removes the old Redis, a day later, after a proven backup
        coordinator history       lists the runs

      Exit status: 0 done, 1 refused or failed with nothing changed, 2 usage, 3 rolled back, \
      4 undetermined, 5 degraded (status, soak, verify), 6 incomplete.
      """,
    version: "0.1.0",
    subcommands: [
      BootstrapCommand.self, StatusCommand.self, CheckCommand.self, PlanCommand.self,
      RehearseCommand.self, CutoverCommand.self, VerifyCommand.self, SoakCommand.self, RollbackCommand.self,
      ResumeCommand.self, AbortCommand.self, ProceedCommand.self, FinalizeCommand.self, HistoryCommand.self,
    ])

  /// Parses, runs, and ends the process.
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let status = await run(arguments)
    Foundation.exit(status.rawValue)
  }

  /// Runs a command line and says how it ended.
  static func run(_ arguments: [String]) async -> ExitStatus {
    var console: Console?
    do {
      var command = try parseAsRoot(arguments)
      console = (command as? any OperatorCommand)?.shared.console()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .done
    } catch let code as ExitCode {
      return ExitStatus(rawValue: code.rawValue) ?? .refused
    } catch {
      return report(error, console: console, arguments: arguments)
    }
  }

  private static func report(_ error: any Error, console: Console?, arguments: [String]) -> ExitStatus {
    let code = exitCode(for: error)
    // Help and version come as errors that mean success.
    if code == .success {
      print(fullMessage(for: error))
      return .done
    }
    if let console, code != .validationFailure {
      console.report(error)
      return .refused
    }
    let message = fullMessage(for: error)
    if arguments.contains("--json") {
      print(
        OperatorError(
          code: "usage", message: Self.message(for: error), next: "coordinator help lists the commands"
        ).json)
    } else {
      FileHandle.standardError.write(Data((message + "\n").utf8))
    }
    return .usage
  }
}
