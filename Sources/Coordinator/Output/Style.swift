/// How text is decorated: with colours or not, with Unicode signs or ASCII ones.
struct Style: Hashable, Sendable {
  /// What a piece of text expresses; a terminal shows it as a colour, always beside a sign or word that says the same.
  enum Tone: Sendable, CaseIterable {
    case normal, strong, faint, good, warning, bad, accent
  }

  /// Whether escape sequences for colours may be written.
  var colors: Bool
  /// Whether the reader sees characters outside of ASCII.
  var unicode: Bool

  /// No escape sequences, Unicode signs: what tests and UTF-8 log files get.
  static let plain = Style(colors: false, unicode: true)
  /// No escape sequences and nothing outside of ASCII.
  static let ascii = Style(colors: false, unicode: false)

  /// Text in a tone. Uses the sixteen colours of the operator's own palette, so that it reads on light and on dark.
  func paint(_ text: String, _ tone: Tone) -> String {
    let code: String? =
      switch tone {
      case .normal: nil
      case .strong: "1"
      case .faint: "2"
      case .good: "32"
      case .warning: "33"
      case .bad: "31"
      case .accent: "36"
      }
    guard colors, !text.isEmpty, let code else { return text }
    return "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }

  /// Strong text.
  func bold(_ text: String) -> String { paint(text, .strong) }
  /// Text that may be overlooked.
  func dim(_ text: String) -> String { paint(text, .faint) }
  /// Text about a failure.
  func red(_ text: String) -> String { paint(text, .bad) }
  /// Text about a success.
  func green(_ text: String) -> String { paint(text, .good) }
  /// Text about a doubt.
  func yellow(_ text: String) -> String { paint(text, .warning) }

  /// The sign of success.
  var check: String { unicode ? "✓" : "+" }
  /// The sign of failure.
  var cross: String { unicode ? "✗" : "x" }
  /// The sign of a doubt.
  var caution: String { "!" }
  /// The sign of something that was left out.
  var skipped: String { unicode ? "–" : "-" }
  /// The sign of what is under way, and of text that was cut.
  var ellipsis: String { unicode ? "…" : "~" }
  /// The sign before what is under way.
  var running: String { unicode ? "…" : "." }
  /// An arrow to the right: the direction of replication.
  var arrow: String { unicode ? "→" : "->" }
  /// Between two facts on a line.
  var separator: String { unicode ? " · " : " | " }
  /// The full part of a bar.
  var barFull: String { unicode ? "█" : "#" }
  /// The empty part of a bar.
  var barEmpty: String { unicode ? "░" : "." }
}
