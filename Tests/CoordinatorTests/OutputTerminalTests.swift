import Testing

@testable import Coordinator

@Suite("What is known about the terminal")
struct OutputTerminalTests {
  @Test(
    "colours: on a terminal, unless told otherwise; NO_COLOR wins",
    arguments: [
      (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
      (true, ["TERM": "dumb"], false), (true, ["CLICOLOR": "0"], false), (false, ["CLICOLOR": "1"], false),
      (false, ["CLICOLOR_FORCE": "1"], true), (false, ["CLICOLOR_FORCE": "0"], false),
      (false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
    ] as [(Bool, [String: String], Bool)])
  func colors(_ isTTY: Bool, _ environment: [String: String], _ colors: Bool) {
    #expect(Terminal(isTTY: isTTY, columns: 80, environment: environment).style.colors == colors)
  }

  @Test(
    "Unicode signs where the locale is UTF-8; LC_ALL comes before LC_CTYPE before LANG",
    arguments: [
      ([:], false), (["LANG": "C.UTF-8"], true), (["LANG": "de_DE.utf8"], true), (["LANG": "C"], false),
      (["LANG": "C.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "en_US.UTF-8"], true),
      (["LANG": "C.UTF-8", "LC_ALL": ""], true),
    ] as [([String: String], Bool)])
  func unicode(_ environment: [String: String], _ unicode: Bool) {
    #expect(Terminal(isTTY: true, columns: 80, environment: environment).style.unicode == unicode)
  }

  @Test("the width is the terminal's, else COLUMNS, else 80; piped there is none")
  func width() {
    #expect(Terminal(isTTY: true, columns: 200, environment: ["COLUMNS": "90"]).width == 200)
    #expect(Terminal(isTTY: true, columns: nil, environment: ["COLUMNS": "90"]).width == 90)
    #expect(Terminal(isTTY: true, columns: nil, environment: [:]).width == 80)
    #expect(Terminal(isTTY: true, columns: 3, environment: [:]).width == 20)
    #expect(Terminal(isTTY: false, columns: nil, environment: ["COLUMNS": "90"]).width == nil)
  }

  @Test("every tone but the normal one is painted, and nothing is without colours", arguments: Style.Tone.allCases)
  func tones(_ tone: Style.Tone) {
    #expect(Style.plain.paint("x", tone) == "x")
    let painted = Style(colors: true, unicode: true).paint("x", tone)
    #expect(tone == .normal ? painted == "x" : painted.hasPrefix("\u{1b}[") && painted.hasSuffix("x\u{1b}[0m"))
  }

  @Test("every sign has an ASCII form")
  func signs() {
    let style = Style.ascii
    let signs = [
      style.check, style.cross, style.caution, style.skipped, style.ellipsis, style.running, style.arrow,
      style.separator, style.barFull, style.barEmpty,
    ]
    #expect(signs.allSatisfy { $0.allSatisfy(\.isASCII) })
  }
}
