import NIOCore

/// One reply in RESP2, the protocol every Redis from 2.0 to 8 speaks unless asked for RESP3.
public enum RESPValue: Hashable, Sendable {
  /// `+OK`.
  case simpleString(String)
  /// `-ERR …`.
  case error(RedisErrorReply)
  /// `:42`.
  case integer(Int)
  /// `$5` and five bytes, which share the memory of the read they came with.
  case bulkString(ByteBuffer)
  /// `$-1` or `*-1`.
  case null
  /// `*2` and two values.
  case array([RESPValue])

  /// The text of a simple or bulk string (invalid UTF-8 is repaired); `nil` for anything else.
  public var string: String? {
    switch self {
    case .simpleString(let text): text
    case .bulkString(let bytes): String(buffer: bytes)
    case .error, .integer, .null, .array: nil
    }
  }

  /// The number of an integer, or of a string of decimal digits; `nil` for anything else.
  public var integer: Int? {
    switch self {
    case .integer(let number): number
    case .simpleString(let text): Int(text)
    case .bulkString(let bytes): Int(String(buffer: bytes))
    case .error, .null, .array: nil
    }
  }

  /// The bytes of a bulk string; `nil` for anything else.
  public var bytes: ByteBuffer? {
    guard case .bulkString(let bytes) = self else { return nil }
    return bytes
  }

  /// The elements of an array; `nil` for anything else.
  public var array: [RESPValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The error, where it is one.
  public var error: RedisErrorReply? {
    guard case .error(let reply) = self else { return nil }
    return reply
  }

  /// Whether it is the simple string `OK`, or begins so: REPLICAOF may say `OK Already connected to specified master`.
  public var isOK: Bool {
    guard case .simpleString(let text) = self else { return false }
    return text == "OK" || text.hasPrefix("OK ")
  }

  /// What kind of value it is, for messages: never its content, which may be a job or a secret.
  var kindName: String {
    switch self {
    case .simpleString: "a simple string"
    case .error: "an error"
    case .integer: "an integer"
    case .bulkString(let bytes): "a bulk string of \(bytes.readableBytes) bytes"
    case .null: "null"
    case .array(let elements): "an array of \(elements.count)"
    }
  }
}
