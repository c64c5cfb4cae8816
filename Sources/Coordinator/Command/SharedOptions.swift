import ArgumentParser
import Foundation

/// The options that every subcommand has.
struct SharedOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("The fleet file. Paths in it are relative to its folder.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var fleet = "./fleet.yaml"

  @Flag(name: .long, help: "Print one JSON object, or JSON lines of events, to standard output.")
  var json = false

  @Flag(name: .long, help: "Answer every question with yes. Needed where there is no terminal.")
  var yes = false

  @Flag(name: .long, help: "Print results and errors only.")
  var quiet = false

  @Flag(name: .long, help: "Print details on the way, to standard error.")
  var verbose = false

  /// Where the command's words go.
  func console(environment: [String: String] = ProcessInfo.processInfo.environment) -> Console {
    Console(
      output: Terminal(descriptor: STDOUT_FILENO, environment: environment),
      diagnostics: Terminal(descriptor: STDERR_FILENO, environment: environment), isJSON: json, isQuiet: quiet,
      isVerbose: verbose)
  }

  /// Reads the fleet file, and says once which of its keys this version does not act on.
  /// - Throws: ``FleetError``.
  func loadFleet(_ console: Console) throws(FleetError) -> Fleet {
    let fleet = try FleetFile.load(self.fleet)
    for sentence in fleet.notEnforced {
      console.note("\(console.diagnostics.style.yellow("note:")) \(sentence)")
    }
    return fleet
  }
}
