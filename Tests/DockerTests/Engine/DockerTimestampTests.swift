import Docker
import Testing

@Suite("The daemon's times")
struct DockerTimestampTests {
  @Test(
    "RFC 3339 becomes seconds and nanoseconds",
    arguments: [
      ("1970-01-01T00:00:00Z", "0.000000000"),
      ("2026-01-09T10:00:00.123456789Z", "1767952800.123456789"),
      ("2026-01-09T11:00:00.5+01:00", "1767952800.500000000"),
      ("2024-02-29T23:59:59.000000001-00:30", "1709252999.000000001"),
      ("0001-01-01T00:00:00Z", "-62135596800.000000000"),
    ])
  func read(text: String, query: String) {
    #expect(DockerTimestamp(text)?.description == query)
  }

  @Test(
    "anything else is refused",
    arguments: ["", "2026-01-09", "2026-13-09T10:00:00Z", "2026-01-09T10:00:00", "2026-01-09T10:00:00.Z", "x"])
  func refused(text: String) {
    #expect(DockerTimestamp(text) == nil)
  }
}
