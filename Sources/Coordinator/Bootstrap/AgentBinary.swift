import Certificates
import Foundation

/// The agent's executable on this machine: what has to be known before it is sent to a host.
struct AgentBinary: Sendable, Equatable {
  /// Processor that an executable is made for, by the name that `uname -m` has for it.
  enum Architecture: String, Sendable, Codable {
    case x86_64
    case aarch64

    /// Reads an ELF header (System V ABI, chapter 4): 64-bit, little-endian, `e_machine` at offset 18.
    init?(elfHeader bytes: [UInt8]) {
      guard bytes.count >= 20, Array(bytes[0..<4]) == [0x7f, 0x45, 0x4c, 0x46], bytes[4] == 2, bytes[5] == 1 else {
        return nil
      }
      switch UInt16(bytes[18]) | UInt16(bytes[19]) << 8 {
      case 62: self = .x86_64
      case 183: self = .aarch64
      default: return nil
      }
    }
  }

  /// Path on this machine.
  let path: String
  /// What it runs on.
  let architecture: Architecture
  /// Size in bytes.
  let size: Int64
  /// SHA-256 in hexadecimal.
  let sha256: String

  /// Describes a file without reading it; tests use this.
  init(path: String, architecture: Architecture, size: Int64, sha256: String) {
    self.path = path
    self.architecture = architecture
    self.size = size
    self.sha256 = sha256
  }

  /// Reads the header and the checksum of an executable.
  ///
  /// - Throws: ``BootstrapError`` with `binary` or `architecture`, in the name of `host`.
  init(path: String, for host: String) throws(BootstrapError) {
    guard let file = FileHandle(forReadingAtPath: path), let header = try? file.read(upToCount: 64),
      let size = try? file.seekToEnd()
    else {
      throw BootstrapError(
        .binary, host: host, observed: "the agent binary \(path) cannot be read",
        required: "cutover-agent for the host's processor", next: "build it (make agent) or name it with --agent PATH")
    }
    guard let architecture = Architecture(elfHeader: [UInt8](header)) else {
      throw BootstrapError(
        .architecture, host: host, observed: "\(path) is not a Linux program for x86_64 or aarch64",
        required: "cutover-agent for the host's processor", next: "build it (make agent) or name it with --agent PATH")
    }
    do {
      sha256 = try SHA256.hex(file: path)
    } catch {
      throw BootstrapError(error, host: host)
    }
    self.path = path
    self.architecture = architecture
    self.size = Int64(size)
  }
}
