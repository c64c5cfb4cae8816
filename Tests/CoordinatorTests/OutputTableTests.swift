import Testing

@testable import Coordinator

@Suite("A table")
struct OutputTableTests {
  private static var fleet: Table {
    var table = Table([
      .init(title: "HOST", minimum: nil), .init(title: "REDIS", minimum: 8),
      .init(title: "KEYS", alignment: .right, minimum: nil), .init(title: "NOTE", minimum: 6),
    ])
    table.append(["vps-01", "fiskai-redis", "200000", "holds the pen"])
    table.append(["vps", Table.Cell("fiskai-redis-vps", .good), "0"])
    return table
  }

  @Test("has columns as wide as their texts, aligned, without blanks at the ends")
  func plain() {
    #expect(
      Self.fleet.lines(width: nil, style: .plain) == [
        "HOST    REDIS               KEYS  NOTE",
        "vps-01  fiskai-redis      200000  holds the pen",
        "vps     fiskai-redis-vps       0",
      ])
  }

  @Test("shrinks its widest column first, and says where text is missing")
  func shrinks() {
    #expect(
      Self.fleet.lines(width: 40, style: .plain) == [
        "HOST    REDIS          KEYS  NOTE",
        "vps-01  fiskai-red…  200000  holds the …",
        "vps     fiskai-red…       0",
      ])
  }

  @Test("never is wider than the terminal, whatever the width", arguments: 1...50)
  func fits(_ width: Int) {
    for line in Self.fleet.lines(width: width, style: .plain) {
      #expect(TextWidth.columns(of: line) <= width)
    }
  }

  @Test("paints after it has measured")
  func colors() {
    let line = Self.fleet.lines(width: nil, style: Style(colors: true, unicode: true))[2]
    #expect(line == "vps     \u{1b}[32mfiskai-redis-vps\u{1b}[0m       0")
  }

  @Test("keeps its shape with wide characters and line ends in a cell")
  func odd() {
    var table = Table([.init(title: "A"), .init(title: "B")])
    table.append(["日本", "x"])
    table.append(["a\nb", "y"])
    #expect(table.lines(width: nil, style: .plain) == ["A     B", "日本  x", "a b   y"])
  }
}
