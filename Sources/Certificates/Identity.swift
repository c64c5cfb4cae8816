/// Who a certificate speaks for. It stands in the certificate as one URI name, which the other side reads to decide
/// which verbs are allowed (design, "Security").
public struct Identity: Sendable, Hashable, CustomStringConvertible {
  /// What its owner may ask of an agent.
  public enum Role: String, Sendable, Hashable, CaseIterable {
    /// An operator's laptop: every verb.
    case coordinator
    /// The agent of one host: the few verbs that agents ask of each other.
    case agent
  }

  /// Name of the fleet, as in the fleet file.
  public let fleet: String
  /// What its owner may ask.
  public let role: Role
  /// The host id of an agent, or the operator's name.
  public let name: String

  /// Makes an identity from names of letters, digits, `.`, `_` and `-`, 1 to 63 characters each.
  ///
  /// - Throws: ``CertificateError/Code/invalidName``; anything else could change the meaning of the URI.
  public init(fleet: String, role: Role, name: String) throws(CertificateError) {
    for part in [fleet, name] {
      guard Self.isValid(part) else {
        throw CertificateError(
          .invalidName, "'\(part)' cannot be a name in a certificate",
          remedy: "Use 1 to 63 letters, digits, '.', '_' or '-', starting with a letter or digit.")
      }
    }
    self.fleet = fleet
    self.role = role
    self.name = name
  }

  /// Reads `cutover://FLEET/ROLE/NAME`; nil for anything else.
  public init?(uri: String) {
    let parts = uri.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "cutover:", parts[1].isEmpty, let role = Role(rawValue: String(parts[3])) else {
      return nil
    }
    guard let identity = try? Identity(fleet: String(parts[2]), role: role, name: String(parts[4])) else { return nil }
    self = identity
  }

  /// The URI name in the certificate.
  public var uri: String { "cutover://\(fleet)/\(role.rawValue)/\(name)" }

  /// The URI name.
  public var description: String { uri }

  static func isValid(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    guard let first = bytes.first, bytes.count <= 63, isWord(first) else { return false }
    return bytes.allSatisfy { isWord($0) || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0) }
  }
}
