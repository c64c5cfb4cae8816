/// One thing that is wrong in a fleet file, and where.
struct FleetProblem: Hashable, Sendable {
  /// The file as the operator named it.
  let file: String
  /// Line, from 1.
  let line: Int
  /// Column in Unicode scalars, from 1.
  let column: Int
  /// What is wrong, in a few words.
  let message: String
  /// What stands there.
  let observed: String
  /// What has to stand there.
  let required: String
  /// What to do.
  let next: String
  /// The line of the file, for the reader's eyes; nil where it might show a secret or there is none.
  var source: String?

  /// The problem as compilers print it: position and message, the line with a caret, then observed, required, next.
  func rendered(_ style: Style = .plain) -> String {
    var lines = [
      style.bold("\(file):\(line):\(column):") + " " + style.red("error:") + " " + style.bold(message)
    ]
    if let source {
      let number = String(line)
      let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number + " | "
      let indent = String(repeating: " ", count: gutter.count - 2) + "| "
      lines.append(style.dim(gutter) + source)
      lines.append(style.dim(indent) + caretIndent(in: source) + style.red("^"))
    }
    lines.append("  observed: \(observed)")
    lines.append("  required: \(required)")
    lines.append("  next:     \(next)")
    return lines.joined(separator: "\n")
  }

  /// Blanks as wide as what stands before the column; tabs stay tabs, so that the caret is under its character.
  private func caretIndent(in source: String) -> String {
    source.unicodeScalars.prefix(column - 1).reduce(into: "") { indent, scalar in
      indent += scalar == "\t" ? "\t" : String(repeating: " ", count: TextWidth.columns(of: Character(scalar)))
    }
  }
}
