/// What of a backup can be said without a Redis: names, counts, the file.
import Cutover
import FoundationEssentials
import NIOCore
import Protocol
import Testing

@testable import Agent

@Suite("a backup")
struct BackUpTests {
  @Test("a name is letters, digits and dashes, so that it leads nowhere else")
  func names() {
    #expect(RedisBackUp.isName("20261125T214231-4711-finalize"))
    for name in ["", "../agent", "a/b", "a.rdb", "a b", String(repeating: "a", count: 81)] {
      #expect(!RedisBackUp.isName(name), "\(name)")
    }
  }

  @Test("the numbers of the restored Redis are eight a queue")
  func counts() {
    let text = "1\n2\n3\n4\n5\n6\n7\n8\n0\n0\n0\n0\n0\n0\n0\n9\n"
    let numbers = BackUpRestoration.numbers(text)
    let queues = BackUpRestoration.queues(["a", "b"], numbers)
    #expect(
      queues == [
        QueueDepth(
          name: "a", waiting: 1, active: 2, paused: 3, delayed: 4, prioritized: 5, waitingChildren: 6, completed: 7,
          failed: 8), QueueDepth(name: "b", failed: 9),
      ])
    #expect(BackUpRestoration.queues(["a"], numbers) == nil)
    #expect(BackUpRestoration.numbers("ERR unknown command").isEmpty)
  }

  @Test("its file has its name only when it is whole, is for its owner alone, and reads back with the same digest")
  func file() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "backup-\(UInt64.random(in: 1...(.max)))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = "\(directory.path)/backups/run-7-finalize.rdb"
    let file = try BackUpFile(path: path)
    try await file.append(ByteBuffer(string: "REDIS"))
    try await file.append(ByteBuffer(string: "0010 and more"))
    #expect(!FileManager.default.fileExists(atPath: path))
    let written = try await file.commit()
    #expect(written.bytes == 18)
    let source = try BackUpSource(path: path)
    var text = ""
    while let piece = try await source.next() { text += String(buffer: piece) }
    #expect(text == "REDIS0010 and more")
    #expect(await source.finish() == written.sha256)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/backups") == ["run-7-finalize.rdb"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect("\(mode ?? 0)" == "\(0o600)")
  }

  /// What happened, in order.
  private actor Order {
    private(set) var words: [String] = []
    func note(_ word: String) { words.append(word) }
  }

  @Test("one is taken after the other; one that does not end is told")
  func alone() async throws {
    let register = BackUpRegister()
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          try await register.alone(within: .seconds(10)) { () async throws(ProtocolError) in
            await order.note("begins")
            try? await Task.sleep(for: .milliseconds(20))
            await order.note("ends")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await order.words == ["begins", "ends", "begins", "ends", "begins", "ends"])
    let error = await #expect(throws: ProtocolError.self) {
      try await register.alone(within: .seconds(1)) { () async throws(ProtocolError) in
        try await register.alone(within: .zero) { () async throws(ProtocolError) in }
      }
    }
    #expect(error?.code == .busy)
  }

  @Test("what is no snapshot gets no name")
  func noSnapshot() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "backup-\(UInt64.random(in: 1...(.max)))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = try BackUpFile(path: "\(directory.path)/backups/a.rdb")
    try await file.append(ByteBuffer(string: "-ERR"))
    await #expect(throws: (any Error).self) { try await file.commit() }
    await file.discard()
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/backups").isEmpty)
  }
}
