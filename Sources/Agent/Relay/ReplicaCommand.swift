import NIOCore

/// One command of a following Redis, at the front of its byte stream: an array of bulk strings, small, because nothing
/// that a replica sends is large (redis 7.0 `replication.c`, `syncWithMaster`, `replicationSendAck`).
struct ReplicaCommand: Hashable, Sendable {
  /// The most arguments: REPLCONF with some pairs. Redis 7.0 sends five at most.
  static let maximumArguments = 16
  /// The longest argument in bytes: a password, a host name. A replication id has 40.
  static let maximumArgumentLength = 512
  /// The longest command in bytes.
  static let maximumLength = 2048

  /// The command's name and its arguments.
  let arguments: [ByteBuffer]
  /// How many bytes of the stream it takes.
  let length: Int

  /// Reads the first command without taking it off the buffer.
  /// - Returns: `nil` while it is not there whole.
  /// - Throws: ``RelayRefusal`` with `notACommand` or `tooLarge`, as soon as that is certain.
  static func first(in buffer: ByteBuffer) throws(RelayRefusal) -> ReplicaCommand? {
    var rest = buffer
    guard let count = try readLength(of: UInt8(ascii: "*"), "an array", from: &rest) else { return nil }
    guard (1...maximumArguments).contains(count) else {
      throw .tooLarge("the follower sent a command of \(count) arguments")
    }
    var arguments: [ByteBuffer] = []
    for _ in 0..<count {
      guard let length = try readLength(of: UInt8(ascii: "$"), "a bulk string", from: &rest) else { return nil }
      guard length <= maximumArgumentLength, buffer.readableBytes - rest.readableBytes + length <= maximumLength else {
        throw .tooLarge("the follower sent an argument of \(length) bytes")
      }
      guard rest.readableBytes >= length + 2 else { return nil }
      guard let argument = rest.readSlice(length: length), rest.readInteger(as: UInt16.self) == 0x0D0A else {
        throw .notACommand("a bulk string that does not end with CR LF")
      }
      arguments.append(argument)
    }
    return ReplicaCommand(arguments: arguments, length: buffer.readableBytes - rest.readableBytes)
  }

  /// Reads `*3` or `$12` with its end of line.
  private static func readLength(
    of type: UInt8, _ name: String, from buffer: inout ByteBuffer
  ) throws(RelayRefusal) -> Int? {
    let view = buffer.readableBytesView
    guard let first = view.first else { return nil }
    guard first == type else { throw .notACommand("the byte \(first) where \(name) begins") }
    // Four digits are more than any limit here.
    var length = 0
    for (index, byte) in view.dropFirst().prefix(5).enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9") where index < 4:
        length = length * 10 + Int(byte - UInt8(ascii: "0"))
      case 0x0D where index > 0:
        let lineLength = index + 3
        guard view.count >= lineLength else { return nil }
        guard view[view.startIndex + lineLength - 1] == 0x0A else { throw .notACommand("a CR without LF") }
        buffer.moveReaderIndex(forwardBy: lineLength)
        return length
      case _:
        throw .notACommand("a length that is no number, or too large")
      }
    }
    return nil
  }

  /// An argument as text in lower case, if it is printable ASCII; only such names are compared and shown.
  func name(at index: Int) -> String? {
    guard arguments.indices.contains(index) else { return nil }
    let view = arguments[index].readableBytesView
    guard view.count <= 32, view.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    return String(decoding: view, as: UTF8.self).lowercased()
  }
}
