/// How a log line looks to systemd's journal.
import Logging
import Testing

@testable import Agent

@Suite("log lines for the journal")
struct JournalLogHandlerTests {
  static func line(
    _ level: Logger.Level, _ message: Logger.Message, own: Logger.Metadata = [:], _ metadata: Logger.Metadata = [:]
  ) -> String {
    JournalLogHandler(metadata: own).line(level, message, metadata)
  }

  @Test(
    "each level has its syslog priority at the front",
    arguments: zip(
      Logger.Level.allCases, [7, 7, 6, 5, 4, 3, 2]))
  func priorities(level: Logger.Level, priority: Int) {
    #expect(Self.line(level, "listening") == "<\(priority)>listening\n")
  }

  @Test("metadata follows, sorted; the line's own goes before the logger's")
  func metadata() {
    let line = Self.line(.info, "refused", own: ["host": "vps-01", "verb": "none"], ["verb": "cut", "error": "no"])
    #expect(line == "<6>refused error=no host=vps-01 verb=cut\n")
  }

  @Test(
    "no text of a peer makes a second line, or a priority of its own",
    arguments: ["\n", "\r", "\r\n", "\u{2028}", "\u{0B}"])
  func oneLine(separator: String) {
    let line = Self.line(.notice, "refused", ["error": "bad\(separator)<0>the host is on fire"])
    #expect(line == "<5>refused error=bad <0>the host is on fire\n")
  }
}
