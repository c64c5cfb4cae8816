/// Everything that is wrong with a fleet file, in the order of its lines.
struct FleetError: Error, Hashable, Sendable, OperatorErrorConvertible, CustomStringConvertible {
  /// At least one problem, sorted by line and column.
  let problems: [FleetProblem]

  /// An error of these problems; sorts them and drops exact repetitions (one YAML anchor used twice).
  init(problems: [FleetProblem]) {
    var seen: Set<FleetProblem> = []
    self.problems = problems.filter { seen.insert($0).inserted }.sorted {
      ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message)
    }
  }

  /// All problems as compilers print them, and how many there are.
  func rendered(_ style: Style = .plain) -> String {
    let count = problems.count == 1 ? "1 error" : "\(problems.count) errors"
    return problems.map { $0.rendered(style) }.joined(separator: "\n\n")
      + "\n\n\(count) in \(problems.first?.file ?? "the fleet file"). Nothing was changed."
  }

  /// The same as a single error for the top of the program; its details are the problems.
  var operatorError: OperatorError {
    let first = problems.first
    let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
    return OperatorError(
      code: "fleet_file",
      message: first.map { "\($0.file):\($0.line):\($0.column): \($0.message)\(more)" } ?? "the fleet file is wrong",
      observed: first?.observed,
      required: first?.required,
      next: first?.next,
      details: problems.map {
        OperatorError.Detail(
          file: $0.file, line: $0.line, column: $0.column, message: $0.message, observed: $0.observed,
          required: $0.required, next: $0.next)
      })
  }

  /// The plain rendering.
  var description: String { rendered() }
}
