import Foundation
import Testing

@testable import Journal

@Suite("The journal")
struct JournalTests {
  struct Entry: Codable, Hashable, Sendable { var text: String }

  let path = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)").path

  @Test("what was appended is there after a restart, in order")
  func survivesRestart() throws {
    try Journal<Entry>(path: path).append([Entry(text: "one"), Entry(text: "two")])
    #expect(try Journal<Entry>(path: path).records.map(\.text) == ["one", "two"])
  }

  @Test("a tail torn at any byte is dropped, and the next record follows the last whole one", arguments: 1..<24)
  func tornTail(cut: Int) throws {
    try Journal<Entry>(path: path).append([Entry(text: "kept"), Entry(text: "torn")])
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    try whole.dropLast(cut).write(to: URL(fileURLWithPath: path))
    let reopened = try Journal<Entry>(path: path)
    #expect(reopened.records.map(\.text) == ["kept"])
    try reopened.append([Entry(text: "next")])
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("\n"))
  }

  @Test("damage before the last record is refused, not skipped")
  func damageInside() throws {
    try Journal<Entry>(path: path).append([Entry(text: "one"), Entry(text: "two"), Entry(text: "three")])
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[12] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: JournalError.self) { try Journal<Entry>(path: path) }
    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("record 1") == true)
  }

  @Test("two processes do not write one journal")
  func exclusive() throws {
    let first = try Journal<Entry>(path: path)
    let error = #expect(throws: JournalError.self) { try Journal<Entry>(path: path) }
    #expect(error?.message.contains("in use by another process") == true)
    try first.append([Entry(text: "still ours")])
  }

  @Test("a full disk is said before anybody acts")
  func fullDisk() throws {
    guard FileManager.default.isWritableFile(atPath: "/dev/full") else { return }
    let error = #expect(throws: JournalError.self) {
      try Journal<Entry>(path: "/dev/full").append([Entry(text: "x")])
    }
    #expect(error != nil)
  }

  @Test("the checksum is CRC-32C")
  func checksum() {
    #expect(Checksum.crc32c("123456789".utf8) == 0xE306_9283)
  }
}
