/// What a remote command left behind: its end and everything it wrote.
public struct CommandResult: Sendable, Equatable {
  /// Exit status of the command; 0 when it was ended by a signal (then see `signal`).
  public let exitStatus: Int32
  /// Name of the signal that ended the command, without `SIG` (RFC 4254, 6.10), or nil.
  public let signal: String?
  /// Everything it wrote to its standard output.
  public let stdout: [UInt8]
  /// Everything it wrote to its standard error.
  public let stderr: [UInt8]

  /// Makes a result; see the properties for the meaning of each part.
  public init(exitStatus: Int32, signal: String? = nil, stdout: [UInt8] = [], stderr: [UInt8] = []) {
    self.exitStatus = exitStatus
    self.signal = signal
    self.stdout = stdout
    self.stderr = stderr
  }

  /// Whether the command ended by itself with status 0.
  public var succeeded: Bool { exitStatus == 0 && signal == nil }

  /// Standard output as text; bytes that are not UTF-8 are replaced.
  public var output: String { String(decoding: stdout, as: UTF8.self) }

  /// Standard error as text; bytes that are not UTF-8 are replaced.
  public var errorOutput: String { String(decoding: stderr, as: UTF8.self) }
}
