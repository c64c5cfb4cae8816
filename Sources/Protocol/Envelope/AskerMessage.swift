/// The kinds of message that an asker sends.
public enum AskerKind: String, Codable, Sendable {
  /// A request, with a header and a verb's fields.
  case request
  /// The asker no longer wants the answer of a request that it named.
  case cancel
  /// Are you there? Answered with `pong`.
  case ping
}

/// A message from the asker, as far as it must be read to know what it is.
public struct AskerMessage: Codable, Sendable {
  /// What kind of message it is.
  public var kind: AskerKind
  /// The header of a request.
  public var header: RequestHeader?
  /// The id of the request to cancel, or of the ping.
  public var id: String?

  /// Makes a message without a body.
  public init(kind: AskerKind, header: RequestHeader? = nil, id: String? = nil) {
    self.kind = kind
    self.header = header
    self.id = id
  }
}

/// A whole request: the header and the verb's fields.
public struct RequestMessage<V: Verb>: Codable, Sendable {
  /// Always `request`.
  public var kind: AskerKind = .request
  /// What stands around it.
  public var header: RequestHeader
  /// The verb's fields.
  public var body: V

  /// Makes a request.
  public init(header: RequestHeader, body: V) {
    self.header = header
    self.body = body
  }
}
