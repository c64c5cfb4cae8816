/// One phase of a run as a line: mark, name, time taken, what was observed and what was required.
struct PhaseLine: Hashable, Sendable {
  /// How a phase stands.
  enum State: Sendable, CaseIterable {
    case running, succeeded, warned, failed, skipped
  }

  /// The phase's name, as in design.md: `drain`.
  let name: String
  /// How it stands.
  let state: State
  /// How long it took; nil while it runs or if it was skipped.
  var time: Duration?
  /// What was seen.
  var observed: String?
  /// What had to be seen.
  var required: String?

  /// The widest name (`provision`) and the widest time (`59 min 59 s`) keep the columns of a whole run in line.
  private static let nameWidth = 10
  private static let timeWidth = 11

  /// The lines: one, or two where observed and required do not fit beside each other.
  func lines(width: Int?, style: Style) -> [String] {
    let mark = self.mark(style)
    let time = self.time.map { DurationText.text($0, style: style) } ?? ""
    let name = self.name + TextWidth.blanks(Self.nameWidth - TextWidth.columns(of: self.name))
    let head = " \(name) \(TextWidth.blanks(Self.timeWidth - TextWidth.columns(of: time)))\(time)"
    let indent = 1 + TextWidth.columns(of: head) + 2
    let bold = style.paint(mark.sign, mark.tone) + (state == .failed ? style.bold(head) : head)
    let required = self.required.map { "required: \($0)" }
    guard let observed else {
      return [required.map { "\(bold)  \(style.dim($0))" } ?? trimmed(bold)]
    }
    guard let required else { return ["\(bold)  \(observed)"] }
    let facts = TextWidth.columns(of: observed + style.separator + required)
    guard let width, indent + facts > width else {
      return ["\(bold)  \(observed)\(style.dim(style.separator + required))"]
    }
    return ["\(bold)  \(observed)", TextWidth.blanks(indent) + style.dim(required)]
  }

  private func mark(_ style: Style) -> (sign: String, tone: Style.Tone) {
    switch state {
    case .running: (style.running, .accent)
    case .succeeded: (style.check, .good)
    case .warned: (style.caution, .warning)
    case .failed: (style.cross, .bad)
    case .skipped: (style.skipped, .faint)
    }
  }

  private func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
