import Foundation

/// A failure as the operator gets it: what was observed, what was required, what to do next. Every command ends in one
/// of these or in success; text and JSON say the same.
struct OperatorError: Error, Hashable, Sendable, Encodable {
  /// One of several things that are wrong, with its place in a file.
  struct Detail: Hashable, Sendable, Encodable {
    let file: String
    let line: Int
    let column: Int
    let message: String
    let observed: String
    let required: String
    let next: String
  }

  /// A stable word for programs: `fleet_file`, `ssh_authentication`.
  let code: String
  /// What went wrong, in one sentence.
  let message: String
  /// What was seen.
  var observed: String?
  /// What had to be seen.
  var required: String?
  /// What to do: best a command.
  var next: String?
  /// The single things, where there are several.
  var details: [Detail] = []

  private enum CodingKeys: String, CodingKey {
    case code, message, observed, required, next, details
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(message, forKey: .message)
    // Programs find each key in every error: what is unknown is null.
    try container.encode(observed, forKey: .observed)
    try container.encode(required, forKey: .required)
    try container.encode(next, forKey: .next)
    if !details.isEmpty {
      try container.encode(details, forKey: .details)
    }
  }

  /// The text for people, without a line end at its end.
  func rendered(_ style: Style) -> String {
    var lines = [style.red("error:") + " " + style.bold(message)]
    for (label, value) in [("observed", observed), ("required", required), ("next", next)] {
      guard let value else { continue }
      let head = "  \(label):" + TextWidth.blanks(10 - label.count - 1)
      let rest = value.split(separator: "\n", omittingEmptySubsequences: false)
      lines += rest.enumerated().map { $0.offset == 0 ? head + $0.element : TextWidth.blanks(12) + $0.element }
    }
    return lines.joined(separator: "\n")
  }

  /// The object for programs: `{"error":{"code":…,"message":…,"observed":…,"required":…,"next":…}}` on one line.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(["error": self]), let text = String(data: data, encoding: .utf8) else {
      // Only strings and numbers are encoded, which cannot fail; a program still gets an object.
      return #"{"error":{"code":"encoding","message":"the error could not be written as JSON"}}"#
    }
    return text
  }
}
