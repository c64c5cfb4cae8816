/// The record of a staged environment file: what commit and restore need, also after a crash of the agent. It holds no
/// content, so that it may be journalled.
public struct StagedEnvironmentFile: Hashable, Sendable, Codable {
  /// The absolute path of the file to replace.
  public let file: String
  /// The new one, beside it, by name: `.env.cutover-RUN`.
  public let staged: String
  /// Where the replaced one is kept beside it, by name: `.env.before-RUN`.
  public let previous: String
  /// The project directory, which holds all three.
  public let project: String
  /// What the file was when it was read.
  public let original: FileIdentity
  /// The checksum of the staged content.
  public let checksum: UInt64
}
