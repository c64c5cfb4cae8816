/// What this module throws: what was observed and required, and what the operator does next. Never holds a password:
/// commands appear by their label (``RedisCommand/label``), never by their arguments.
public struct RedisError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The connection could not be made.
    case unreachable
    /// The connection ended before the answer. A command that was sent may or may not have been executed.
    case closed
    /// No answer in time; the connection was closed. A command that was sent may or may not have been executed.
    case timedOut
    /// The caller was cancelled. A command that was sent may or may not have been executed.
    case cancelled
    /// The peer does not speak RESP, or goes beyond the limits.
    case protocolViolation
    /// The server answered with an error; ``RedisError/reply`` has it.
    case refused
    /// The server answered with something else than the command's documented reply.
    case unexpectedReply
    /// What the caller asked for cannot be sent.
    case invalidArgument
  }

  /// What kind of failure it is.
  public var code: Code
  /// What was observed, and what was required.
  public var message: String
  /// What the operator does next; empty where there is nothing to do.
  public var remedy: String
  /// The failure underneath, in its own words.
  public var cause: String?
  /// The server's error, where it answered with one.
  public var reply: RedisErrorReply?

  /// Makes an error.
  /// - Parameters:
  ///   - code: what kind of failure it is.
  ///   - message: what was observed, and what was required.
  ///   - remedy: what the operator does next.
  ///   - cause: the failure underneath.
  ///   - reply: the server's error.
  public init(
    _ code: Code, _ message: String, remedy: String = "", cause: String? = nil, reply: RedisErrorReply? = nil
  ) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.cause = cause
    self.reply = reply
  }

  /// The error of a command that the server refused.
  /// - Parameters:
  ///   - command: the label of the command.
  ///   - reply: the server's answer.
  ///   - endpoint: where it was sent.
  public static func refused(_ command: String, _ reply: RedisErrorReply, by endpoint: RedisEndpoint) -> RedisError {
    RedisError(
      .refused, "redis at \(endpoint) answered \(command) with \"\(reply.text)\"", remedy: reply.kind.remedy,
      reply: reply)
  }

  /// The error of a reply that is not what the command's documentation promises.
  /// - Parameters:
  ///   - command: the label of the command.
  ///   - value: the reply.
  ///   - required: what the documentation promises.
  ///   - endpoint: who answered.
  public static func unexpected(
    _ command: String, _ value: RESPValue, required: String, from endpoint: RedisEndpoint
  ) -> RedisError {
    if case .error(let reply) = value { return .refused(command, reply, by: endpoint) }
    return RedisError(
      .unexpectedReply, "redis at \(endpoint) answered \(command) with \(value.kindName); required: \(required)",
      remedy: "check that a Redis from 6.2 to 8, or Valkey, listens there, and no proxy")
  }

  /// The code, the message and the cause in one line, for logs.
  public var description: String {
    var text = "\(code.rawValue): \(message)"
    if let cause { text += " (\(cause))" }
    return text
  }
}
