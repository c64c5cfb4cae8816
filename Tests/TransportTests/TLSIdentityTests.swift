/// What a side shows and trusts, as it is read from files.
import Certificates
import Protocol
import Testing
import Transport

@Suite("our own certificate")
struct TLSIdentityTests {
  @Test("it says who we are")
  func own() throws {
    let fleet = try TestFleet()
    #expect(try fleet.identity(.agent, "vps-01").peerIdentity == fleet.agent("vps-01"))
    #expect(
      try fleet.identity(.coordinator, "alice", address: nil).peerIdentity
        == PeerIdentity(fleet: "fiskai", role: .coordinator, name: "alice"))
  }

  @Test("what cannot be read is named, without its content")
  func unreadable() throws {
    let fleet = try TestFleet()
    let issued = try fleet.authority.issue(try Identity(fleet: "fiskai", role: .agent, name: "vps"))
    let (authority, certificate, key) = (fleet.authority.certificatePEM, issued.certificatePEM, issued.key.pem)
    for texts in [("", certificate, key), (authority, "nonsense", key), (authority, certificate, "nonsense")] {
      let error = #expect(throws: ProtocolError.self) {
        _ = try TLSIdentity(
          authorityPEM: Array(texts.0.utf8), certificatePEM: Array(texts.1.utf8), keyPEM: Array(texts.2.utf8))
      }
      #expect(error?.code == .identityRefused)
      #expect(error?.message == "our own certificate, its key or the fleet's authority cannot be read")
      #expect(error?.next == "run `coordinator bootstrap` again: it makes what is missing")
      #expect(error.map { "\($0)".contains("PRIVATE KEY") } == false)
    }
  }

  @Test("a key of another certificate is found before anybody dials")
  func mismatch() throws {
    let fleet = try TestFleet()
    let identity = try Identity(fleet: "fiskai", role: .agent, name: "vps")
    let (one, other) = (try fleet.authority.issue(identity), try fleet.authority.issue(identity))
    let mixed = try TLSIdentity(
      authorityPEM: Array(fleet.authority.certificatePEM.utf8), certificatePEM: Array(one.certificatePEM.utf8),
      keyPEM: Array(other.key.pem.utf8))
    for context in [mixed.serverContext, mixed.clientContext] {
      let error = #expect(throws: ProtocolError.self) { _ = try context() }
      #expect(error?.message == "our certificate and our key do not belong together")
    }
  }
}
