import Testing

@testable import Coordinator

@Suite("The phases of a run on the screen")
struct OutputPhaseLogTests {
  private static let drained = PhaseLine(
    name: "drain", state: .succeeded, time: .milliseconds(3_400), observed: "6 of 6 workers stopped",
    required: "all within 60 s")
  private static let copy = ProgressLine(
    label: "sync", done: 800_000_000, total: 2_000_000_000, rate: 83_200_000, unit: .bytes)

  @Test("piped: one plain line for each phase, nothing for progress")
  func piped() {
    var log = PhaseLog(Terminal(isTTY: false, columns: nil, environment: ["LANG": "C.UTF-8"]))
    var output = log.began("drain", required: "all within 60 s")
    output += log.progressed(Self.copy)
    output += log.noted("2 of 2 agents: vps-01 yes, vps yes")
    output += log.ended(Self.drained)
    #expect(
      output == """
          2 of 2 agents: vps-01 yes, vps yes
        ✓ drain            3.4 s  6 of 6 workers stopped · required: all within 60 s

        """)
  }

  @Test("piped in a locale without UTF-8: ASCII only")
  func ascii() {
    var log = PhaseLog(Terminal(isTTY: false, columns: nil, environment: [:]))
    #expect(log.ended(Self.drained) == "+ drain            3.4 s  6 of 6 workers stopped | required: all within 60 s\n")
  }

  @Test("on a terminal the live line is redrawn in place and becomes the phase's line")
  func live() {
    var log = PhaseLog(Terminal(isTTY: true, columns: 80, environment: ["LANG": "C.UTF-8", "NO_COLOR": "1"]))
    let erase = "\r\u{1b}[K"
    #expect(log.began("sync", required: "lag 0 B") == "\(erase)… sync                    required: lag 0 B")
    let progress = "… sync  █████████░░░░░░░░░░░░░░  40 %  800 MB of 2.0 GB  83.2 MB/s  14.4 s left"
    #expect(log.progressed(Self.copy) == erase + progress)
    #expect(log.noted("vote") == "\(erase)  vote\n\(progress)")
    let ended = log.ended(PhaseLine(name: "sync", state: .succeeded, time: .seconds(25), observed: "lag 0 B"))
    #expect(ended == "\(erase)✓ sync            25.0 s  lag 0 B\n")
    #expect(log.noted("after") == "  after\n")
  }

  @Test("a failed phase says what was required on a second line where there is no room", arguments: [40, 60])
  func failed(_ width: Int) {
    let line = PhaseLine(
      name: "sync", state: .failed, time: .milliseconds(12_300), observed: "lag 41 MB after 10 s",
      required: "lag 0 B for two samples")
    #expect(
      line.lines(width: width, style: .plain) == [
        "✗ sync            12.3 s  lag 41 MB after 10 s", "                          required: lag 0 B for two samples",
      ])
  }

  @Test("every state has its own mark, also without colours", arguments: [Style.plain, .ascii])
  func marks(_ style: Style) {
    let marks = PhaseLine.State.allCases.map {
      PhaseLine(name: "x", state: $0).lines(width: nil, style: style)[0].prefix(1)
    }
    #expect(Set(marks).count == PhaseLine.State.allCases.count)
  }

  @Test("progress never is wider than the terminal", arguments: 20...120)
  func progressFits(_ width: Int) {
    #expect(TextWidth.columns(of: Self.copy.text(width: width, style: .plain)) <= width)
  }

  @Test("progress without a total shows the amount; with nothing to do it is done")
  func progressEdges() {
    let open = ProgressLine(label: "copy", done: 1_400_000_000, total: nil, rate: nil, unit: .bytes)
    #expect(open.text(width: 80, style: .plain) == "copy  1.4 GB")
    let empty = ProgressLine(label: "drain", done: 0, total: 0, rate: 0, unit: .items("workers"))
    #expect(empty.fraction == 1)
    #expect(empty.remaining == nil)
    let almost = ProgressLine(label: "copy", done: 9_999, total: 10_000, rate: nil, unit: .items("jobs"))
    #expect(almost.text(width: 30, style: .plain) == "copy  99 %  9999 of 10000 jobs")
    let stuck = ProgressLine(label: "copy", done: 0, total: .max, rate: 1e-9, unit: .bytes)
    #expect(stuck.remaining == .seconds(315_360_000))
  }
}
