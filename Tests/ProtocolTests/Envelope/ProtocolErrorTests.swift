/// The one error that crosses the wire.
import NIOCore
import Protocol
import Testing

@Suite("the error on the wire")
struct ProtocolErrorTests {
  @Test("each code survives the wire", arguments: ProtocolError.Code.allCases)
  func codes(code: ProtocolError.Code) throws {
    let coder = MessageCoder()
    let error = ProtocolError(code, "what was seen", next: "what to do", cause: "what is underneath")
    let message = AnswererMessage(kind: .failure, id: "a", error: error)
    #expect(try coder.decode(AnswererMessage.self, from: coder.encode(message)).error == error)
  }

  @Test("a code of a newer version reads as unknown, with its words")
  func newerCode() throws {
    let text = #"{"kind":"failure","id":"a","error":{"code":"quotaSpent","message":"no more","next":"wait"}}"#
    let message = try MessageCoder().decode(AnswererMessage.self, from: ByteBuffer(string: text))
    #expect(message.error == ProtocolError(.unknown, "no more", next: "wait"))
  }

  @Test("a log line has the code, the message and the cause")
  func description() {
    #expect(ProtocolError(.redis, "no answer").description == "redis: no answer")
    #expect(ProtocolError(.redis, "no answer", cause: "timeout").description == "redis: no answer (timeout)")
  }
}
