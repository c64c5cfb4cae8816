/// Draws what happens on the hosts while they are bootstrapped. It decides what to write; somebody else writes it.
///
/// On a terminal each host has one line that is redrawn in place. Piped, there is one plain line for each thing that
/// changed, and no control code.
struct BootstrapProgress {
  private let hosts: [String]
  private let terminal: Terminal
  private let isVerbose: Bool
  private var states: [String: String] = [:]
  private var percents: [String: Int] = [:]
  private var drawn = 0

  /// Progress of these hosts; nothing has been written yet.
  /// - Parameter isVerbose: whether piped output has each step, too, and not only what changed.
  init(hosts: [String], terminal: Terminal, isVerbose: Bool = false) {
    self.hosts = hosts
    self.terminal = terminal
    self.isVerbose = isVerbose
  }

  /// Something happened: what to write about it.
  mutating func take(_ event: BootstrapEvent) -> String {
    let style = terminal.style
    switch event {
    case .began(let host, let step):
      states[host] = step
      guard terminal.isTTY else { return isVerbose ? line(host, step) : "" }
      return redraw()
    case .uploaded(let host, let bytes, let total):
      // A hundred redraws an upload are enough.
      let percent = total > 0 ? Int(bytes * 100 / total) : 100
      guard terminal.isTTY, percents.updateValue(percent, forKey: host) != percent else { return "" }
      states[host] = ProgressLine(
        label: "uploading", done: UInt64(max(0, bytes)), total: UInt64(max(0, total)), rate: nil, unit: .bytes
      ).text(width: terminal.width.map { $0 - TextWidth.columns(of: label(host)) - 5 }, style: style)
      return redraw()
    case .settled(let host, let part, let outcome):
      // What stays as it is would be eight lines a host.
      guard outcome == .changed else { return "" }
      states[host] = "\(part.title) done"
      return terminal.isTTY ? redraw() : line(host, "\(part.title): changed")
    case .goingBack(let host):
      states[host] = style.yellow("the new agent failed: putting the previous one back")
      return terminal.isTTY ? redraw() : line(host, "the new agent failed: putting the previous one back")
    }
  }

  /// Takes the live lines away: the summary says how it ended.
  mutating func finish() -> String {
    guard terminal.isTTY, drawn > 0 else { return "" }
    let text = up(drawn) + "\u{1b}[J"
    drawn = 0
    return text
  }

  private mutating func redraw() -> String {
    let lines = hosts.map { host in
      let text = "  \(label(host))  \(states[host] ?? "waiting")"
      let room = (terminal.width ?? 80) - 1
      let fits = text.contains("\u{1b}") || TextWidth.columns(of: text) <= room
      return (fits ? text : TextWidth.truncated(text, to: room, ellipsis: terminal.style.ellipsis)) + "\u{1b}[K\n"
    }
    let start = drawn > 0 ? up(drawn) : ""
    drawn = lines.count
    return start + lines.joined()
  }

  private func up(_ lines: Int) -> String { "\u{1b}[\(lines)A\r" }

  private func line(_ host: String, _ text: String) -> String { "\(label(host))  \(text)\n" }

  private func label(_ host: String) -> String {
    let width = hosts.map(TextWidth.columns(of:)).max() ?? 0
    return host + TextWidth.blanks(width - TextWidth.columns(of: host))
  }
}
