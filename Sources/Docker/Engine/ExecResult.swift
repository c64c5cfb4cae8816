/// What a command in a container gave: its exit code and what it wrote.
public struct ExecResult: Hashable, Sendable {
  /// The command's exit code.
  public let exitCode: Int
  /// What it wrote to standard output.
  public let standardOutput: [UInt8]
  /// What it wrote to standard error.
  public let standardError: [UInt8]
  /// Whether it wrote more than was read.
  public let isTruncated: Bool

  /// Standard output as text; bytes that are no UTF-8 are replaced.
  public var text: String { String(decoding: standardOutput, as: UTF8.self) }
}
