/// One verb of the contract with samples of everything that it sends, to be compared with the texts on file.
import Cutover
import NIOCore
import Protocol
import Testing

/// The samples of one verb: requests, replies, progress.
struct GoldenVerb: Sendable {
  let name: VerbName
  /// Whether it streams progress, and whether a sample of it is here.
  let streams: (declared: Bool, sampled: Bool)
  /// Each sample as the bytes that go over the wire, in order.
  let encoded: @Sendable () throws -> [String]
  /// Reads a text as what its kind says it is, and writes it again.
  let rewritten: @Sendable (String) throws -> String

  init<V: Verb>(_ requests: [V], replies: [V.Reply], progress: [V.Progress] = []) {
    let coder = MessageCoder()
    self.name = V.name
    self.streams = (V.Progress.self != NoProgress.self, !progress.isEmpty)
    self.encoded = {
      let header = RequestHeader(
        id: "request-1", verb: V.name, run: V.name.needsLease ? "run-7" : nil, epoch: V.name.needsLease ? 3 : nil,
        deadlineMilliseconds: 10_000)
      return try requests.map { String(buffer: try coder.encode(RequestMessage(header: header, body: $0))) }
        + progress.map { String(buffer: try coder.encode(AnswerMessage(kind: .progress, id: "request-1", body: $0))) }
        + replies.map { String(buffer: try coder.encode(AnswerMessage(kind: .reply, id: "request-1", body: $0))) }
    }
    self.rewritten = { text in
      let body = ByteBuffer(string: text)
      if let request = try? coder.decode(AskerMessage.self, from: body), request.kind == .request {
        return String(buffer: try coder.encode(try coder.decode(RequestMessage<V>.self, from: body)))
      }
      switch try coder.decode(AnswererMessage.self, from: body).kind {
      case .progress:
        return String(buffer: try coder.encode(try coder.decode(AnswerMessage<V.Progress>.self, from: body)))
      case .reply:
        return String(buffer: try coder.encode(try coder.decode(AnswerMessage<V.Reply>.self, from: body)))
      case .failure, .pong:
        return String(buffer: try coder.encode(try coder.decode(AnswererMessage.self, from: body)))
      }
    }
  }
}

extension GoldenVerb: CustomTestStringConvertible {
  var testDescription: String { name.rawValue }
}
