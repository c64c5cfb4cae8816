import Testing

@testable import Certificates

@Suite("an identity")
struct IdentityTests {
  @Test("is its URI and comes back from it")
  func roundTrip() throws {
    for role in Identity.Role.allCases {
      let identity = try Identity(fleet: "fiskai", role: role, name: "vps-01")
      #expect(identity.uri == "cutover://fiskai/\(role.rawValue)/vps-01")
      #expect(Identity(uri: identity.uri) == identity)
    }
  }

  @Test(
    "refuses names that could change the meaning of a certificate",
    arguments: ["", "a,URI:b", "a/b", "a b", "-a", "a\n", "ä", String(repeating: "a", count: 64)])
  func names(name: String) {
    let error = #expect(throws: CertificateError.self) { try Identity(fleet: "fiskai", role: .agent, name: name) }
    #expect(error?.code == .invalidName)
  }

  @Test(
    "refuses other URIs",
    arguments: [
      "", "cutover://fiskai/agent", "cutover://fiskai/root/a", "http://fiskai/agent/a", "cutover://fiskai/agent/a/b",
    ])
  func uris(uri: String) { #expect(Identity(uri: uri) == nil) }

  @Test("a certificate for another fleet, or with an address that is none, is not issued")
  func foreign() throws {
    let authority = try CertificateAuthority(new: "fiskai")
    let foreign = try Identity(fleet: "other", role: .agent, name: "a")
    #expect(throws: CertificateError.self) { try authority.issue(foreign) }
    let own = try Identity(fleet: "fiskai", role: .agent, name: "a")
    let error = #expect(throws: CertificateError.self) { try authority.issue(own, address: "1.2.3.4,DNS:evil") }
    #expect(error?.message == "'1.2.3.4,DNS:evil' is not an IP address")
  }

  @Test("a private key shows itself nowhere")
  func redacted() throws {
    let key = PrivateKey(pem: "-----BEGIN PRIVATE KEY-----\nabc\n")
    var dumped = ""
    dump(IssuedCertificate(certificatePEM: "", key: key), to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped, "\(try CertificateAuthority(new: "f"))"] {
      #expect(!text.contains("BEGIN PRIVATE KEY"))
    }
  }
}
