/// What the coder says of messages that are not of this contract: the place, never the content.
import Cutover
import NIOCore
import Protocol
import Testing

@Suite("messages and their JSON")
struct MessageCoderTests {
  let coder = MessageCoder()

  /// The failure of reading a text.
  func failure<Message: Decodable>(reading type: Message.Type, from text: String) -> ProtocolError? {
    do {
      _ = try coder.decode(type, from: ByteBuffer(string: text))
      return nil
    } catch {
      return error
    }
  }

  @Test("keys are sorted and slashes stay", arguments: 0..<3)
  func stable(_: Int) throws {
    let verb = ProbeRedis(address: "100.64.0.1", port: 6379, password: Secret("a/b"))
    #expect(
      try String(buffer: coder.encode(verb)) == #"{"address":"100.64.0.1","password":"a/b","port":6379}"#)
  }

  @Test(
    "a body that is wrong in any way says where, not what",
    arguments: [
      (#"{"address":"100.64.0.1","password":"hunter2"}"#, "missing port"),
      (#"{"address":"100.64.0.1","port":"hunter2"}"#, "port is not a Int"),
      (#"{"address":null,"port":1,"password":"hunter2"}"#, "null at address"),
      (#"{"address":"a","port":1,"password":["hunter2"]}"#, "password is not a String"),
      (#"{"address":"a","port":1e99,"password":"hunter2"}"#, "bad value at "),
      (#"{"address":"hunter2"#, "bad value at "),
      (#""hunter2""#, " is not a Dictionary<String, Any>"),
    ])
  func places(text: String, cause: String) throws {
    let error = try #require(failure(reading: ProbeRedis.self, from: text))
    #expect(error.code == .malformed)
    #expect(error.message == "not a message of this contract")
    #expect(error.cause == cause)
    #expect(!"\(error)".contains("hunter2"))
  }

  @Test("a nested field is named by its path")
  func path() throws {
    let text = #"{"kind":"request","header":{"version":1,"id":"a","verb":"promote"},"body":{"order":{"attempt":7}}}"#
    let error = try #require(failure(reading: RequestMessage<Promote>.self, from: text))
    #expect(error.cause?.hasPrefix("body.order.attempt is not a ") == true)
  }

  /// Bodies that are no message. By number: a test's arguments are written out, and the first has a megabyte.
  static let hostileBodies: [[UInt8]] = [
    Array(repeating: UInt8(ascii: "["), count: FrameLimits.maximumBodyLength),
    Array(#"{"kind":"#.utf8) + Array(repeating: UInt8(ascii: "{"), count: 10_000),
    [0xFF, 0xFE, 0x00], [0x22, 0xC3, 0x22], [],
  ]

  @Test("deep nesting, broken UTF-8 and nothing at all are malformed, not a crash", arguments: hostileBodies.indices)
  func hostile(index: Int) {
    let body = ByteBuffer(bytes: Self.hostileBodies[index])
    let error = #expect(throws: ProtocolError.self) { _ = try coder.decode(AskerMessage.self, from: body) }
    #expect(error?.code == .malformed)
  }

  @Test("random bytes are malformed, not a crash", arguments: 0..<100)
  func random(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array(#"{}[]",:0123456789.eE+-\utrnfalsekindrequestheader"#.utf8)
    let bytes = (0..<200).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
    #expect(throws: ProtocolError.self) { try coder.decode(AskerMessage.self, from: ByteBuffer(bytes: bytes)) }
  }

  @Test("a flipped byte in a request gives a request or a refusal, not a crash", arguments: 0..<100)
  func mutated(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let request = RequestMessage(
      header: RequestHeader(id: "a", verb: .probeRedis), body: ProbeRedis(address: "100.64.0.1", port: 6379))
    var bytes = Array(try coder.encode(request).readableBytesView)
    for _ in 0..<3 { bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator) }
    do {
      _ = try coder.decode(RequestMessage<ProbeRedis>.self, from: ByteBuffer(bytes: bytes))
    } catch {
      #expect([.malformed, .verbUnknown].contains(error.code))
    }
  }

  @Test("a field of a newer version is passed over")
  func newerField() throws {
    let text = #"{"kind":"ping","id":"a","colour":"blue"}"#
    #expect(try coder.decode(AskerMessage.self, from: ByteBuffer(string: text)).kind == .ping)
  }

  @Test("a number that JSON cannot say is our own defect, and says of which type")
  func unwritable() {
    let error = #expect(throws: ProtocolError.self) { _ = try coder.encode(["load": Double.nan]) }
    #expect(error?.code == .internalError)
    #expect(error?.message == "a Dictionary<String, Double> cannot be written as JSON")
  }

  @Test("the largest nonce survives")
  func largeNumber() throws {
    let vote = CastVote(purpose: .cut, nonce: .max, roles: [], prefix: "bull", queues: [], workers: [])
    #expect(try coder.decode(CastVote.self, from: coder.encode(vote)).nonce == .max)
  }
}
