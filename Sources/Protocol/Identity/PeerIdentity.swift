/// Who a peer is, as written in its certificate: a URI name `cutover://FLEET/ROLE/NAME` beside its address.
public struct PeerIdentity: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The fleet whose authority signed the certificate.
  public let fleet: String
  /// What the peer is.
  public let role: PeerRole
  /// The host's id, or the laptop's name.
  public let name: String

  /// Names a peer.
  public init(fleet: String, role: PeerRole, name: String) {
    self.fleet = fleet
    self.role = role
    self.name = name
  }

  /// Reads a certificate's URI name; `nil` when it is not one of ours.
  public init?(uri: String) {
    let scheme = "cutover://"
    guard uri.hasPrefix(scheme) else { return nil }
    let parts = uri.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, Self.isName(parts[0]), Self.isName(parts[2]),
      let role = PeerRole(rawValue: String(parts[1]))
    else { return nil }
    self.init(fleet: String(parts[0]), role: role, name: String(parts[2]))
  }

  /// What our authority signs as a name: 1 to 63 ASCII letters, digits, `.`, `_` or `-`, a letter or digit first. Nothing
  /// else could stand in a log line or be compared without a second thought.
  private static func isName(_ text: Substring) -> Bool {
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    guard let first = text.utf8.first, isWord(first), text.utf8.count <= 63 else { return false }
    return text.utf8.allSatisfy {
      isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
    }
  }

  /// The URI name that a certificate of this peer carries.
  public var uri: String { "cutover://\(fleet)/\(role.rawValue)/\(name)" }

  /// The role and the name, for messages.
  public var description: String { "\(role.rawValue) \(name) of fleet \(fleet)" }
}
