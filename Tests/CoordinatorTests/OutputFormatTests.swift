import Testing

@testable import Coordinator

@Suite("Numbers for people")
struct OutputFormatTests {
  @Test(
    "bytes",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_400_000_000, "1.4 GB"), (83_249_000, "83.2 MB"),
      (99_960_000, "100 MB"), (512_000_000, "512 MB"), (999_499_999, "999 MB"), (999_500_000, "1.0 GB"),
      (UInt64.max, "18.4 EB"),
    ] as [(UInt64, String)])
  func bytes(_ count: UInt64, _ text: String) {
    #expect(ByteCount.text(count) == text)
  }

  @Test("speeds, however odd")
  func rates() {
    #expect(ByteCount.rate(83_200_000) == "83.2 MB/s")
    #expect(ByteCount.rate(-1) == "0 B/s")
    #expect(ByteCount.rate(.infinity) == "1.0 EB/s")
  }

  @Test(
    "durations",
    arguments: [
      (.zero, "0 µs"), (.microseconds(840), "840 µs"), (.nanoseconds(999_600), "1.0 ms"),
      (.microseconds(12_345), "12.3 ms"),
      (.milliseconds(250), "250 ms"), (.microseconds(999_600), "1.0 s"), (.milliseconds(3_400), "3.4 s"),
      (.milliseconds(59_940), "59.9 s"), (.milliseconds(59_960), "1 min"), (.seconds(303), "5 min 3 s"),
      (.milliseconds(3_599_600), "1 h"), (.seconds(7_500), "2 h 5 min"), (.seconds(86_399), "1 d"),
      (.seconds(273_600), "3 d 4 h"), (.milliseconds(-3_400), "-3.4 s"),
    ] as [(Duration, String)])
  func durations(_ duration: Duration, _ text: String) {
    #expect(DurationText.text(duration) == text)
  }

  @Test("microseconds are us where only ASCII can be shown")
  func ascii() {
    #expect(DurationText.text(.microseconds(840), style: .ascii) == "840 us")
  }

  @Test(
    "text is as wide as a terminal shows it",
    arguments: [
      ("vps-01", 6), ("→✓…", 3), ("日本", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("⚠️", 2), ("⚠", 1), ("", 0), ("a\u{200B}b", 2),
      ("ＡＢ", 4),
    ])
  func widths(_ text: String, _ columns: Int) {
    #expect(TextWidth.columns(of: text) == columns)
  }

  @Test("text is cut at whole characters, and shows that")
  func truncation() {
    #expect(TextWidth.truncated("worker-orchestrator", to: 8, ellipsis: "…") == "worker-…")
    #expect(TextWidth.truncated("日本語", to: 4, ellipsis: "…") == "日…")
    #expect(TextWidth.truncated("fits", to: 4, ellipsis: "…") == "fits")
    #expect(TextWidth.truncated("no room", to: 0, ellipsis: "…") == "")
  }
}
