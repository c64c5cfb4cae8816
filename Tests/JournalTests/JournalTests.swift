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

  @Test("a device is not a journal: reading one might never end")
  func device() {
    let error = #expect(throws: JournalError.self) { try Journal<Entry>(path: "/dev/full") }
    #expect(error?.message == "/dev/full is not a regular file")
  }

  @Test(
    "a full disk is said before anybody acts, and leaves no half record behind",
    .enabled(if: geteuid() == 0, "mounts a small file system, which needs root"))
  func fullDisk() throws {
    let directory = path + ".d"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try #require(mount("journal-test", directory, "tmpfs", 0, "size=8k") == 0)
    defer { umount2(directory, Int32(MNT_DETACH)) }
    let journal = try Journal<Entry>(path: "\(directory)/journal")
    try journal.append([Entry(text: "kept")])
    let error = #expect(throws: JournalError.self) {
      try journal.append([Entry(text: String(repeating: "x", count: 64 * 1024))])
    }
    #expect(error?.code == .notDurable)
    #expect(error?.remedy.contains("make room on that file system") == true)
    try journal.append([Entry(text: "next")])
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/journal")).split(separator: 10).count == 2)
  }

  @Test("the checksum is CRC-32C")
  func checksum() {
    #expect(Checksum.crc32c("123456789".utf8) == 0xE306_9283)
  }
}
