import Yams

/// The lines of a fleet file, from which problems are made: it knows what may be shown of each line.
struct SourceLines {
  /// The file as the operator named it.
  let file: String
  private let lines: [Substring]

  /// The lines of a text.
  init(file: String, text: String) {
    self.file = file
    // libyaml ends lines at U+0085, U+2028 and U+2029 too.
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }

  /// A problem at a position; `showsLine` is false where the line may hold a secret.
  func problem(
    at mark: Mark?, _ message: String, observed: String, required: String, next: String, showsLine: Bool = true
  ) -> FleetProblem {
    let line = mark?.line ?? 1
    return FleetProblem(
      file: file, line: line, column: mark?.column ?? 1, message: message, observed: observed, required: required,
      next: next, source: showsLine ? shown(line) : nil)
  }

  /// A file without content.
  var emptyFile: FleetProblem {
    problem(
      at: nil, "the file is empty", observed: "no YAML document", required: "a mapping with `fleet` and `hosts`",
      next: "begin with deploy/fleet.example.yaml", showsLine: false)
  }

  /// A key that stands twice in one mapping; nil as a name: it is not shown.
  func repeatedKey(_ name: String?, at mark: Mark, first: Mark?) -> FleetProblem {
    let key = name.map { "`\($0)`" } ?? "a key"
    return problem(
      at: mark, name == nil ? "a key is repeated" : "the key \(key) is repeated",
      observed: first.map { "\(key) in line \($0.line) and again here" } ?? "\(key) more than once",
      required: "each key once in a mapping", next: "remove one of the two", showsLine: name != nil)
  }

  /// What the YAML reader says.
  func syntax(_ error: any Error) -> FleetProblem {
    guard let error = error as? YamlError else {
      return notYAML(at: nil, String(describing: type(of: error)))
    }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let during = context.map { " (\($0.text.trimmingPrefix("while ")), line \($0.mark.line))" } ?? ""
      return notYAML(at: mark, problem + during)
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem), .representer(let problem):
      return notYAML(at: nil, problem)
    case .no, .memory, .dataCouldNotBeDecoded, .duplicatedKeysInMapping:
      return notYAML(at: nil, "the reader gave up")
    }
  }

  private func notYAML(at mark: Mark?, _ observed: String) -> FleetProblem {
    let line = mark.flatMap { lines.indices.contains($0.line - 1) ? lines[$0.line - 1] : nil } ?? ""
    let next =
      line.contains("\t")
      ? "indent with blanks, not with tabs" : "check quotes, brackets and indentation before this place"
    return problem(
      at: mark, "this is not YAML", observed: observed, required: "a YAML 1.1 document", next: next,
      showsLine: mark != nil)
  }

  /// A line as it may be shown: what follows `password:` or `token:` is left out unless it names a file or a variable.
  private func shown(_ number: Int) -> String? {
    guard lines.indices.contains(number - 1) else { return nil }
    let line = String(lines[number - 1])
    for secret in line.matches(of: /(?:password|token)["']?\s*:\s*/) {
      let rest = line[secret.range.upperBound...]
      let namesPlace =
        rest.isEmpty || rest.hasPrefix("#") || rest.prefixMatch(of: /\{\s*(?:file|env|generate)\s*:/) != nil
      if !namesPlace {
        return String(line[..<secret.range.upperBound]) + "(not shown)"
      }
    }
    return line
  }
}
