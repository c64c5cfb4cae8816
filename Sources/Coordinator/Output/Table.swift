/// A table that fits a terminal: columns are as wide as they must be, and the widest give way first.
struct Table: Hashable, Sendable {
  /// Where the text of a column stands.
  enum Alignment: Sendable {
    case left, right
  }

  /// A column: its title, and how far it may shrink.
  struct Column: Hashable, Sendable {
    let title: String
    var alignment: Alignment = .left
    /// The least width that it may be cut to; nil: never cut.
    var minimum: Int? = 8
  }

  /// A text and what it expresses.
  struct Cell: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    let text: String
    let tone: Style.Tone

    /// A cell; line ends and other control characters become blanks.
    init(_ text: String, _ tone: Style.Tone = .normal) {
      self.text = String(text.map { $0.isNewline || $0 == "\t" || $0.asciiValue.map { $0 < 0x20 } == true ? " " : $0 })
      self.tone = tone
    }

    init(stringLiteral value: String) {
      self.init(value)
    }
  }

  /// The columns.
  let columns: [Column]
  /// The rows; a short one is filled with empty cells.
  private(set) var rows: [[Cell]] = []
  /// The blanks between two columns.
  private let gap = 2

  /// An empty table.
  init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row.
  mutating func append(_ row: [Cell]) {
    rows.append(row)
  }

  /// The lines, title first, within `width` columns; nil: as wide as it wants to be.
  func lines(width: Int?, style: Style) -> [String] {
    let widths = self.widths(limit: width)
    let title = columns.map { Cell($0.title, .faint) }
    return ([title] + rows).map { row in
      let cells = columns.indices.map { row.indices.contains($0) ? row[$0] : Cell("") }
      return line(cells, widths: widths, limit: width, style: style)
    }
  }

  private func widths(limit: Int?) -> [Int] {
    var widths = columns.indices.map { column in
      ([columns[column].title] + rows.map { $0.indices.contains(column) ? $0[column].text : "" })
        .map(TextWidth.columns(of:)).max() ?? 0
    }
    guard let limit else { return widths }
    var excess = widths.reduce(0, +) + gap * max(0, columns.count - 1) - limit
    while excess > 0 {
      let shrinkable = columns.indices.filter { column in
        columns[column].minimum.map { widths[column] > $0 } ?? false
      }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [Cell], widths: [Int], limit: Int?, style: Style) -> String {
    var line = ""
    var used = 0
    for (column, cell) in cells.enumerated() {
      let separator = column == 0 ? 0 : gap
      // What does not fit even after shrinking is cut at the edge: a wrapped table is no table.
      let room = limit.map { min(widths[column], $0 - used - separator) } ?? widths[column]
      guard room > 0 else { break }
      let text = TextWidth.truncated(cell.text, to: room, ellipsis: style.ellipsis)
      let padding = TextWidth.blanks(room - TextWidth.columns(of: text))
      line += TextWidth.blanks(separator)
      let isLast = column == cells.count - 1
      switch columns[column].alignment {
      case .left: line += style.paint(text, cell.tone) + (isLast ? "" : padding)
      case .right: line += padding + style.paint(text, cell.tone)
      }
      used += separator + room
    }
    while line.last == " " {
      line.removeLast()
    }
    return line
  }
}
