import NIOCore

/// Takes one regular file out of a tar stream, as the daemon sends it for a path in a container (POSIX ustar and pax;
/// GNU's form of sizes and long names). Nothing but a header is kept in memory: content goes on as it comes.
public struct TarFileReader: Sendable {
  /// The longest extended header that is read, in bytes.
  static let extensionLimit = 64 << 10

  private enum State: Hashable {
    case header
    case skipping(Int)
    case extending(Int)
    case content(Int)
    case ended
  }

  private var state = State.header
  private var pending = ByteBuffer()
  private var extendedSize: Int?
  /// Bytes of the file that have come so far.
  public private(set) var length = 0
  /// Whether the whole file has come.
  public private(set) var isComplete = false

  /// A reader at the start of a stream.
  public init() {}

  /// Takes what has come.
  /// - Returns: the file's content in it; empty while there is none.
  /// - Throws: `responseInvalid` for what is no tar stream, or has no regular file.
  public mutating func append(_ bytes: ByteBuffer) throws(DockerError) -> [ByteBuffer] {
    var bytes = bytes
    if pending.readableBytes > 0 {
      pending.writeBuffer(&bytes)
      bytes = pending
      pending = ByteBuffer()
    }
    var content: [ByteBuffer] = []
    while bytes.readableBytes > 0 {
      switch state {
      case .ended: return content
      case .header:
        guard let block = bytes.readBytes(length: 512) else {
          pending = bytes
          return content
        }
        try take(header: block)
      case .skipping(let rest):
        let count = min(rest, bytes.readableBytes)
        bytes.moveReaderIndex(forwardBy: count)
        state = count == rest ? .header : .skipping(rest - count)
      case .extending(let size):
        guard let records = bytes.readBytes(length: Self.padded(size)) else {
          pending = bytes
          return content
        }
        extendedSize = Self.size(inRecords: records.prefix(size)) ?? extendedSize
        state = .header
      case .content(let rest):
        let count = min(rest, bytes.readableBytes)
        if let piece = bytes.readSlice(length: count) { content.append(piece) }
        length += count
        finish(rest - count)
      }
    }
    return content
  }

  /// What follows the one file is of no interest.
  private mutating func finish(_ rest: Int) {
    state = rest == 0 ? .ended : .content(rest)
    if rest == 0 { isComplete = true }
  }

  private mutating func take(header block: [UInt8]) throws(DockerError) {
    guard block.contains(where: { $0 != 0 }) else {
      throw Self.invalid("the archive ends before a file")
    }
    guard let checksum = Self.octal(block[148..<156]), checksum == Self.checksum(of: block) else {
      throw Self.invalid("a header of the archive has a wrong checksum")
    }
    guard let size = Self.size(block[124..<136]) else { throw Self.invalid("a header of the archive has no size") }
    switch block[156] {
    case UInt8(ascii: "0"), 0:
      finish(extendedSize ?? size)
    case UInt8(ascii: "x"):
      guard size <= Self.extensionLimit else { throw Self.invalid("an extended header of \(size) bytes") }
      state = .extending(size)
    case UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
      guard size <= Self.extensionLimit else { throw Self.invalid("an extended header of \(size) bytes") }
      state = size == 0 ? .header : .skipping(Self.padded(size))
    default:
      throw Self.invalid("the archive holds no regular file (type \(block[156]))")
    }
  }

  private static func padded(_ size: Int) -> Int { (size + 511) / 512 * 512 }

  /// The sum of all bytes, those of the checksum counted as blanks.
  static func checksum(of block: [UInt8]) -> Int {
    block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
  }

  private static func octal(_ field: some Collection<UInt8>) -> Int? {
    let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    guard !digits.isEmpty, digits.count <= 12 else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - UInt8(ascii: "0")) }
  }

  /// Octal digits, or GNU's big-endian number with the top bit set, for what has no room in digits.
  private static func size(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first, first & 0x80 != 0 else { return octal(field) }
    guard first == 0x80, field.dropFirst().prefix(3).allSatisfy({ $0 == 0 }), field[field.startIndex + 4] < 0x80 else {
      return nil
    }
    return field.suffix(8).reduce(0) { $0 << 8 | Int($1) }
  }

  /// `LENGTH size=NUMBER\n` among the records of an extended header.
  private static func size(inRecords records: ArraySlice<UInt8>) -> Int? {
    for line in records.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self)
      guard let space = text.firstIndex(of: " ") else { continue }
      let record = text[text.index(after: space)...]
      if record.hasPrefix("size="), let size = Int(record.dropFirst(5)), size >= 0 { return size }
    }
    return nil
  }

  private static func invalid(_ what: String) -> DockerError {
    DockerError(
      .responseInvalid, "the daemon's archive of a file cannot be read: \(what)",
      remedy: "Try by hand on this host: docker cp CONTAINER:PATH .")
  }
}
