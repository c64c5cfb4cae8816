import NIOCore

/// Reads RESP2 replies from a byte stream, split anywhere. Elements are kept as they arrive, so a long array is never
/// parsed twice, and every announced length is judged before anything is allocated for it: hostile input gives an
/// error, never a crash or a large allocation.
public struct RESPDecoder: NIOSingleStepByteToMessageDecoder {
  /// One whole reply.
  public typealias InboundOut = RESPValue

  /// An array whose elements are still arriving.
  private struct OpenArray {
    var elements: [RESPValue] = []
    let count: Int
  }

  private enum Element {
    case value(RESPValue)
    case arrayStart(Int)
    case bulkStart(Int)
  }

  private let limits: RESPLimits
  private var openArrays: [OpenArray] = []
  private var awaitedBulkLength: Int?
  private var replyLength = 0
  private var elements = 0
  /// How much of the present line was searched for its end already.
  private var searchedLength = 0

  /// - Parameter limits: what a peer may make us hold for one reply.
  public init(limits: RESPLimits = RESPLimits()) {
    self.limits = limits
  }

  /// Takes what has arrived off the front of the buffer.
  /// - Returns: a reply once it is whole; `nil` while more bytes are needed.
  /// - Throws: ``RedisError`` with `protocolViolation`; the stream cannot be read on.
  public mutating func decode(buffer: inout ByteBuffer) throws(RedisError) -> RESPValue? {
    while let element = try readElement(from: &buffer) {
      switch element {
      case .bulkStart(let length):
        awaitedBulkLength = length
      case .arrayStart(let count) where count > 0:
        openArrays.append(OpenArray(count: count))
      case .arrayStart:
        if let reply = close(with: .array([])) { return reply }
      case .value(let value):
        if let reply = close(with: value) { return reply }
      }
    }
    return nil
  }

  /// Takes the last reply at the end of the stream.
  /// - Throws: ``RedisError`` with `protocolViolation` if the stream ended inside a reply.
  public mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws(RedisError) -> RESPValue? {
    if let reply = try decode(buffer: &buffer) { return reply }
    if seenEOF, buffer.readableBytes > 0 || !openArrays.isEmpty || awaitedBulkLength != nil {
      throw violation("the stream ended inside a reply")
    }
    return nil
  }

  /// Puts a value where it belongs: into the innermost open array, and that one, if it is full now, into the next.
  /// - Returns: the reply, if nothing is open any more.
  private mutating func close(with value: RESPValue) -> RESPValue? {
    var value = value
    while let last = openArrays.indices.last {
      openArrays[last].elements.append(value)
      guard openArrays[last].elements.count == openArrays[last].count else { return nil }
      value = .array(openArrays.removeLast().elements)
    }
    replyLength = 0
    elements = 0
    return value
  }

  private mutating func readElement(from buffer: inout ByteBuffer) throws(RedisError) -> Element? {
    if let length = awaitedBulkLength {
      guard buffer.readableBytes >= length + 2 else { return nil }
      guard buffer.getInteger(at: buffer.readerIndex + length, as: UInt16.self) == Self.lineEnd,
        let bytes = buffer.readSlice(length: length)
      else { throw violation("a bulk string of \(length) bytes does not end with CR LF") }
      buffer.moveReaderIndex(forwardBy: 2)
      awaitedBulkLength = nil
      return .value(.bulkString(bytes))
    }
    guard let line = try readLine(from: &buffer) else { return nil }
    return try parse(line)
  }

  private static let lineEnd: UInt16 = 0x0D0A

  private mutating func readLine(from buffer: inout ByteBuffer) throws(RedisError) -> ByteBufferView? {
    let view = buffer.readableBytesView
    let searchStart = view.index(view.startIndex, offsetBy: searchedLength)
    guard let end = view[searchStart...].firstIndex(of: 0x0D), view.index(after: end) < view.endIndex else {
      // A CR that came last is searched again, with what follows it.
      searchedLength = max(0, view.last == 0x0D ? view.count - 1 : view.count)
      guard searchedLength <= limits.lineLength else {
        throw violation("a line of more than \(limits.lineLength) bytes")
      }
      if let type = view.first, !Self.types.contains(type) { throw unknownType(type) }
      return nil
    }
    guard view[view.index(after: end)] == 0x0A else { throw violation("a CR without LF") }
    searchedLength = 0
    guard end - view.startIndex <= limits.lineLength else {
      throw violation("a line of more than \(limits.lineLength) bytes")
    }
    let line = view[view.startIndex..<end]
    buffer.moveReaderIndex(forwardBy: line.count + 2)
    return line
  }

  private static let types = Array("+-:$*".utf8)

  private mutating func parse(_ line: ByteBufferView) throws(RedisError) -> Element {
    guard let type = line.first else { throw violation("an empty line") }
    let rest = line.dropFirst()
    switch type {
    case UInt8(ascii: "+"):
      return .value(.simpleString(String(decoding: rest, as: UTF8.self)))
    case UInt8(ascii: "-"):
      return .value(.error(RedisErrorReply(line: String(decoding: rest, as: UTF8.self))))
    case UInt8(ascii: ":"):
      return .value(.integer(try parseNumber(rest)))
    case UInt8(ascii: "$"):
      return try parseBulkLength(rest)
    case UInt8(ascii: "*"):
      return try parseArrayLength(rest)
    case _:
      throw unknownType(type)
    }
  }

  private mutating func parseBulkLength(_ digits: ByteBufferView) throws(RedisError) -> Element {
    let length = try parseNumber(digits)
    if length == -1 { return .value(.null) }
    guard length >= 0 else { throw violation("a bulk string of length \(length)") }
    guard length <= limits.replyLength - replyLength else {
      throw violation("a reply with more than \(limits.replyLength) bytes in its strings")
    }
    replyLength += length
    return .bulkStart(length)
  }

  private mutating func parseArrayLength(_ digits: ByteBufferView) throws(RedisError) -> Element {
    let count = try parseNumber(digits)
    if count == -1 { return .value(.null) }
    guard count >= 0 else { throw violation("an array of length \(count)") }
    guard count <= limits.elements - elements else {
      throw violation("a reply with more than \(limits.elements) elements")
    }
    guard openArrays.count < limits.depth else { throw violation("arrays nested more than \(limits.depth) deep") }
    elements += count
    return .arrayStart(count)
  }

  /// Only what Redis writes: an optional minus and decimal digits.
  private func parseNumber(_ digits: ByteBufferView) throws(RedisError) -> Int {
    guard let number = Int(decimal: digits) else { throw violation("a number that is not one, or too large") }
    return number
  }

  private func unknownType(_ type: UInt8) -> RedisError {
    violation("a reply of type byte \(type)")
  }

  private func violation(_ observed: String) -> RedisError {
    RedisError(
      .protocolViolation, "\(observed), which is not RESP2 within the limits",
      remedy: "check that a Redis listens there, without TLS and without a proxy")
  }
}

extension Int {
  /// Reads an optional minus and decimal digits, nothing else; `nil` if that is not what the bytes are, or on overflow.
  init?(decimal bytes: some Collection<UInt8>) {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let digits = bytes.dropFirst(isNegative ? 1 : 0)
    guard !digits.isEmpty else { return nil }
    var number = 0
    for byte in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      let (product, overflowed) = number.multipliedReportingOverflow(by: 10)
      let digit = Int(byte - UInt8(ascii: "0"))
      // Downwards for negative numbers: the smallest one has no positive counterpart.
      let (sum, overflowedAgain) =
        isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      guard !overflowed, !overflowedAgain else { return nil }
      number = sum
    }
    self = number
  }
}
