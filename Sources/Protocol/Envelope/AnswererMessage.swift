/// The kinds of message that the asked side sends; each carries the id of its request.
public enum AnswererKind: String, Codable, Sendable {
  /// The end of a request, with its answer.
  case reply
  /// The end of a request, with its error.
  case failure
  /// Something on the way to the end.
  case progress
  /// Yes, I am here.
  case pong
}

/// A message from the asked side, as far as it must be read to know whose it is.
public struct AnswererMessage: Codable, Sendable {
  /// What kind of message it is.
  public var kind: AnswererKind
  /// The request that it belongs to; empty where the request could not be read.
  public var id: String
  /// The error of a `failure`.
  public var error: ProtocolError?

  /// Makes a message without a body.
  public init(kind: AnswererKind, id: String, error: ProtocolError? = nil) {
    self.kind = kind
    self.id = id
    self.error = error
  }
}

/// A message with a body: a verb's reply or progress.
public struct AnswerMessage<Body: Codable & Sendable>: Codable, Sendable {
  /// `reply` or `progress`.
  public var kind: AnswererKind
  /// The request that it belongs to.
  public var id: String
  /// The answer.
  public var body: Body

  /// Makes a message.
  public init(kind: AnswererKind, id: String, body: Body) {
    self.kind = kind
    self.id = id
    self.body = body
  }
}
