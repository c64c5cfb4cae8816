/// The phases of a run as they happen. It decides what to write; somebody else writes it to the output.
///
/// On a terminal the line of the phase under way is redrawn in place and becomes a fixed line when the phase ends.
/// Piped, there is one plain line for each phase that has ended and one for each note, and no control code.
struct PhaseLog: Sendable {
  /// Where output goes.
  let terminal: Terminal
  /// The live line on the terminal, if one is there.
  private var live: String?

  /// A log that has written nothing yet.
  init(_ terminal: Terminal) {
    self.terminal = terminal
  }

  private static let eraseLine = "\r\u{1b}[K"

  /// A phase begins: `required` is what will be waited for.
  mutating func began(_ name: String, required: String? = nil) -> String {
    guard terminal.isTTY else { return "" }
    let line = PhaseLine(name: name, state: .running, required: required)
    return redraw(line.lines(width: nil, style: plain).first ?? "", painted: nil)
  }

  /// The phase under way has come so far. Nothing is written where lines cannot be redrawn.
  mutating func progressed(_ progress: ProgressLine) -> String {
    guard terminal.isTTY else { return "" }
    // The mark before it, and one column that stays free (see `redraw`).
    let width = terminal.width.map { $0 - 3 }
    let text = progress.text(width: width, style: terminal.style)
    return redraw("", painted: "\(terminal.style.paint(terminal.style.running, .accent)) \(text)")
  }

  /// A phase has ended.
  mutating func ended(_ line: PhaseLine) -> String {
    fixed(line.lines(width: terminal.width, style: terminal.style))
  }

  /// A line between the phases: a vote, a decision, a warning. The live line stays below it.
  mutating func noted(_ text: String, _ tone: Style.Tone = .normal) -> String {
    let live = self.live
    let note = fixed(["  " + terminal.style.paint(text, tone)])
    guard let live else { return note }
    self.live = live
    return note + live
  }

  private var plain: Style { Style(colors: false, unicode: terminal.style.unicode) }

  private mutating func redraw(_ text: String, painted: String?) -> String {
    // A line as wide as the terminal would wrap, and a wrapped line cannot be redrawn.
    let room = (terminal.width ?? 80) - 1
    let line = painted ?? TextWidth.truncated(text, to: room, ellipsis: terminal.style.ellipsis)
    live = line
    return Self.eraseLine + line
  }

  private mutating func fixed(_ lines: [String]) -> String {
    let text = lines.joined(separator: "\n") + "\n"
    guard live != nil else { return text }
    live = nil
    return Self.eraseLine + text
  }
}
