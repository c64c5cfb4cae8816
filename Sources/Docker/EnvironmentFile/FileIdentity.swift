/// What a file was when it was read: enough to see that it is another one, or has other content, mode or owner, now.
/// The time of the last status change is left out, since the link of the kept copy changes it.
public struct FileIdentity: Hashable, Sendable, Codable {
  /// The file system.
  public let device: UInt64
  /// The file on it.
  public let inode: UInt64
  /// Bytes.
  public let size: Int64
  /// When the content was last changed, in nanoseconds since 1970.
  public let modified: Int64
  /// Permission bits.
  public let mode: UInt32
  /// The owner's user id.
  public let owner: UInt32
  /// The group's id.
  public let group: UInt32
  /// FNV-1a of the content: sees an edit that keeps size and time; it is no defence against malice.
  public let checksum: UInt64

  /// Who may do what with it.
  var access: FileAccess { FileAccess(mode: mode, owner: owner, group: group) }

  /// The 64-bit FNV-1a hash of some bytes.
  public static func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
