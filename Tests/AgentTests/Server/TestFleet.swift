/// A fleet with an authority of its own, on the loopback address.
import Certificates
import Protocol
import Transport

/// Makes identities that one authority has signed.
struct TestFleet: Sendable {
  static let address = "127.0.0.1"

  let name: String
  let authority: CertificateAuthority

  init(_ name: String = "fiskai") throws {
    self.name = name
    self.authority = try CertificateAuthority(new: name)
  }

  /// What a peer of this fleet shows and trusts.
  /// - Parameters:
  ///   - trusting: another authority to trust instead of this fleet's own.
  ///   - alsoTrusting: another authority to trust beside it.
  func identity(
    _ role: Identity.Role, _ name: String, address: String? = TestFleet.address, trusting: TestFleet? = nil,
    alsoTrusting: TestFleet? = nil
  ) throws -> TLSIdentity {
    let issued = try authority.issue(try Identity(fleet: self.name, role: role, name: name), address: address)
    let trusted = [trusting ?? self, alsoTrusting].compactMap { $0?.authority.certificatePEM }.joined()
    return try TLSIdentity(
      authorityPEM: Array(trusted.utf8), certificatePEM: Array(issued.certificatePEM.utf8),
      keyPEM: Array(issued.key.pem.utf8))
  }

  /// Who an agent of this fleet is.
  func agent(_ name: String) -> PeerIdentity { PeerIdentity(fleet: self.name, role: .agent, name: name) }
}
