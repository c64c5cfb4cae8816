import Foundation

/// Draws whole screens over each other without flicker: what is there is overwritten, never cleared first (ECMA-48:
/// CUP, EL, ED). Nothing has to be put back when the process ends, whatever ends it.
enum LiveScreen {
  private static let clear = "\u{1b}[2J"
  private static let home = "\u{1b}[H"
  private static let eraseToLineEnd = "\u{1b}[K"
  private static let eraseBelow = "\u{1b}[J"

  /// The text of one frame.
  /// - Parameters:
  ///   - lines: the lines, each within the terminal's width.
  ///   - rows: how many there is room for; nil: unknown.
  ///   - isFirst: whether something else is on the screen.
  static func frame(_ lines: [String], rows: Int?, isFirst: Bool) -> String {
    // The last row stays free for the cursor, else the terminal scrolls.
    let shown = rows.map { Array(lines.prefix(max(1, $0 - 1))) } ?? lines
    return (isFirst ? clear : "") + home + shown.map { $0 + eraseToLineEnd + "\n" }.joined() + eraseBelow
  }

  /// The rows of a terminal.
  static func rows(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return nil }
    return Int(size.ws_row)
  }
}
