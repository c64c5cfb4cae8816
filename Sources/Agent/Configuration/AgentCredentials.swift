import FoundationEssentials
import Protocol
import Transport

/// The agent's key, certificate and authority, which systemd hands over in a directory of its own (`LoadCredential`).
enum AgentCredentials {
  /// Reads `ca.pem`, `agent.pem` and `agent-key.pem`.
  /// - Parameter directory: `$CREDENTIALS_DIRECTORY`, or what stands for it in a test.
  /// - Throws: ``ProtocolError`` with `identityRefused`, naming the file that is missing.
  static func load(_ directory: String) throws(ProtocolError) -> TLSIdentity {
    func read(_ name: String) throws(ProtocolError) -> [UInt8] {
      do {
        return Array(try Data(contentsOf: URL(filePath: "\(directory)/\(name)")))
      } catch {
        throw ProtocolError(
          .identityRefused, "the credential \(name) is not in \(directory)",
          next: "run `coordinator bootstrap`, which delivers it", cause: "\(error)")
      }
    }
    return try TLSIdentity(
      authorityPEM: try read("ca.pem"), certificatePEM: try read("agent.pem"), keyPEM: try read("agent-key.pem"))
  }
}
