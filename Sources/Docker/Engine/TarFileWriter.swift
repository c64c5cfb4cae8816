/// What a tar stream of one regular file has around its content.
public struct TarFileWriter: Sendable, Hashable {
  /// The file's name in the archive, at most 100 bytes of UTF-8.
  public let name: String
  /// Its length in bytes.
  public let size: Int
  /// Its permissions.
  public let mode: Int

  /// Describes a file.
  public init(name: String, size: Int, mode: Int) {
    self.name = name
    self.size = size
    self.mode = mode
  }

  /// The whole stream's length.
  public var streamLength: Int { 512 + size + trailer.count }

  /// The block before the content (POSIX ustar; a size that has no room in octal digits is written as GNU does).
  public var header: [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    put(String(decoding: name.utf8.prefix(100), as: UTF8.self), at: 0)
    put(Self.octal(mode, digits: 7), at: 100)
    put(Self.octal(0, digits: 7), at: 108)
    put(Self.octal(0, digits: 7), at: 116)
    if size < 1 << 33 {
      put(Self.octal(size, digits: 11), at: 124)
    } else {
      block[124] = 0x80
      for index in 0..<8 { block[135 - index] = UInt8(truncatingIfNeeded: size >> (8 * index)) }
    }
    put(Self.octal(0, digits: 11), at: 136)
    block[156] = UInt8(ascii: "0")
    put("ustar", at: 257)
    put("00", at: 263)
    put(Self.octal(TarFileReader.checksum(of: block), digits: 6), at: 148)
    block[155] = UInt8(ascii: " ")
    return block
  }

  /// What follows the content: zeros to the end of its block, and the two blocks that end an archive.
  public var trailer: [UInt8] { [UInt8](repeating: 0, count: (512 - size % 512) % 512 + 1024) }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
