/// The wire contract, text by text: `Frames/VERB.jsonl` has one frame body a line. Whoever changes what goes over the wire
/// sees a test fail here, and decides between a new protocol version and a mistake. `CUTOVER_GOLDEN=write swift test
/// --filter GoldenTests` writes the files anew.
import Cutover
import Foundation
import NIOCore
import Protocol
import Testing

@Suite("the contract's texts")
struct GoldenTests {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Frames")

  /// The texts on file, one a line.
  static func lines(of name: String, orWrite encoded: [String]) throws -> [String] {
    let file = directory.appending(path: "\(name).jsonl")
    if ProcessInfo.processInfo.environment["CUTOVER_GOLDEN"] == "write" {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try (encoded.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
    }
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("every verb has its texts, and no text is of a verb that is gone")
  func complete() throws {
    #expect(Set(GoldenVerb.all.map(\.name)) == Set(VerbName.allCases))
    #expect(GoldenVerb.all.count == VerbName.allCases.count)
    for verb in GoldenVerb.all { #expect(verb.streams.declared == verb.streams.sampled, "\(verb.name)") }
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path).filter {
      $0.hasSuffix(".jsonl")
    }
    #expect(Set(files) == Set(VerbName.allCases.map { "\($0.rawValue).jsonl" } + ["messages.jsonl"]))
  }

  @Test("a verb's messages are written as they are on file, and read back to the same", arguments: GoldenVerb.all)
  func verb(_ verb: GoldenVerb) throws {
    let encoded = try verb.encoded()
    let texts = try Self.lines(of: verb.name.rawValue, orWrite: encoded)
    #expect(encoded == texts)
    for text in texts { #expect(try verb.rewritten(text) == text) }
  }

  @Test("each verb's request is read by its header first", arguments: GoldenVerb.all)
  func header(_ verb: GoldenVerb) throws {
    let text = try #require(try verb.encoded().first)
    let message = try MessageCoder().decode(AskerMessage.self, from: ByteBuffer(string: text))
    #expect(message.kind == .request)
    #expect(message.header?.verb == verb.name)
    #expect(message.header?.epoch == (verb.name.needsLease ? 3 : nil))
  }

  @Test("the messages without a verb are as they are on file")
  func messages() throws {
    let coder = MessageCoder()
    let asked = [AskerMessage(kind: .cancel, id: "request-1"), AskerMessage(kind: .ping, id: "keepalive")]
    let answered = [
      AnswererMessage(kind: .pong, id: "keepalive"),
      AnswererMessage(
        kind: .failure, id: "request-1",
        error: ProtocolError(
          .precondition, "the container fiskai-redis is exited; it must be running", next: "docker start fiskai-redis",
          cause: "state \"exited\"")),
      AnswererMessage(kind: .failure, id: "", error: ProtocolError(.malformed, "not a message of this contract")),
    ]
    let encoded =
      try asked.map { String(buffer: try coder.encode($0)) } + answered.map { String(buffer: try coder.encode($0)) }
    let texts = try Self.lines(of: "messages", orWrite: encoded)
    #expect(encoded == texts)
    for text in texts.prefix(asked.count) {
      #expect(
        String(buffer: try coder.encode(try coder.decode(AskerMessage.self, from: ByteBuffer(string: text)))) == text)
    }
    for text in texts.dropFirst(asked.count) {
      #expect(
        String(buffer: try coder.encode(try coder.decode(AnswererMessage.self, from: ByteBuffer(string: text)))) == text
      )
    }
  }
}
