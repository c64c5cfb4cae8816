/// What compose wrote to standard error, made fit to be shown: its messages quote lines of environment files and URLs
/// with passwords.
enum ComposeDiagnostics {
  /// Words after which compose quotes content.
  private static let quotations = ["unterminated quoted value", " near ", "unexpected character", "invalid template:"]
  /// The longest text that is shown, in characters.
  private static let limit = 400

  /// The message without quoted content, without the user part of any URL, and without anything named a secret.
  static func redacted(_ text: String, secrets: [String] = []) -> String {
    var lines: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      var shown = String(line)
      for secret in secrets where !secret.isEmpty { shown = replaced(secret, in: shown) }
      for quotation in quotations {
        if let range = shown.range(ofText: quotation) { shown = shown[..<range.upperBound] + " <redacted>" }
      }
      lines.append(withoutUserParts(shown))
    }
    return String(lines.joined(separator: "; ").prefix(limit))
  }

  private static func replaced(_ secret: String, in text: String) -> String {
    var result = ""
    var rest = text[...]
    while let range = rest.range(ofText: secret) {
      result += rest[..<range.lowerBound] + "<redacted>"
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  /// `scheme://user:password@host` becomes `scheme://<redacted>@host`.
  private static func withoutUserParts(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let scheme = rest.range(ofText: "://") {
      result += rest[..<scheme.upperBound]
      rest = rest[scheme.upperBound...]
      let word = rest.prefix { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
      if let at = word.lastIndex(of: "@") {
        result += "<redacted>"
        rest = rest[at...]
      }
    }
    return result + rest
  }
}

extension StringProtocol {
  /// Where a text first occurs, compared by UTF-8.
  fileprivate func range(ofText text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].utf8.starts(with: text.utf8),
        let end = self[start...].utf8.index(
          start, offsetBy: text.utf8.count, limitedBy: endIndex)
      {
        return start..<end
      }
      start = index(after: start)
    }
    return nil
  }
}
