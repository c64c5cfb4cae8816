import NIOCore

/// One command, ready to send: an array of bulk strings (RESP2). Made once, it may be sent any number of times without
/// being encoded again. Shows its label only, never its arguments, which may hold passwords and job data.
public struct RedisCommand: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// What errors call it: the command and what it is about, without values.
  public let label: String
  /// The bytes that go to the server.
  public let encoded: ByteBuffer

  /// Encodes a command.
  /// - Parameters:
  ///   - label: what errors call it; by default the first argument.
  ///   - arguments: the command's name and its arguments.
  public init(label: String? = nil, _ arguments: [String]) {
    self.init(label: label ?? arguments.first ?? "", bytes: arguments.map { ByteBuffer(string: $0) })
  }

  /// Encodes a command whose arguments are bytes: keys of a SCAN, which need not be UTF-8.
  /// - Parameters:
  ///   - label: what errors call it.
  ///   - arguments: the command's name and its arguments.
  public init(label: String, bytes arguments: [ByteBuffer]) {
    self.label = label
    var encoded = ByteBuffer()
    encoded.reserveCapacity(arguments.reduce(16) { $0 + $1.readableBytes + 16 })
    encoded.writeString("*\(arguments.count)\r\n")
    for argument in arguments {
      encoded.writeString("$\(argument.readableBytes)\r\n")
      encoded.writeImmutableBuffer(argument)
      encoded.writeString("\r\n")
    }
    self.encoded = encoded
  }

  /// The label.
  public var description: String { label }
  /// Only the label: `dump` looks here.
  public var customMirror: Mirror { Mirror(self, children: ["label": label]) }
}
