/// A further laptop of a fleet: what must hold on a host, what is written there, and whom the laptop trusts.
import Certificates
import Testing

@testable import Coordinator

@Suite("adopting a fleet from another laptop")
struct AdoptionTests {
  static func adoption(_ fixture: BootstrapFixture) throws -> HostAdoption {
    HostAdoption(
      target: fixture.target, name: "bob.laptop-1a2b3c4d", authority: try CertificateAuthority(new: "fiskai"))
  }

  @Test("a host with an agent of this fleet may be adopted")
  func accepted() throws {
    let fixture = try BootstrapFixture()
    try Self.adoption(fixture).check(fixture.facts)
  }

  @Test("a host without sudo, without an agent, or with one of another fleet is refused, with what to do")
  func refused() throws {
    var fixture = try BootstrapFixture()
    fixture.facts.isPrivileged = false
    #expect(throws: BootstrapError.self) { try Self.adoption(fixture).check(fixture.facts) }
    let fresh = try BootstrapFixture.fresh()
    let error = try #require(throws: BootstrapError.self) { try Self.adoption(fresh).check(fresh.facts) }
    #expect(error.code == .authority)
    #expect(error.next == "coordinator bootstrap")
    var other = try BootstrapFixture()
    let issued = try CertificateAuthority(new: "other").issue(
      try Identity(fleet: "other", role: .agent, name: "vps-01"), address: "100.64.123.81")
    other.facts.certificatePEM = issued.certificatePEM
    let strange = try #require(throws: BootstrapError.self) { try Self.adoption(other).check(other.facts) }
    #expect(strange.observed == "its agent is of fleet other")
  }

  @Test("the authority lies in a file of its own beside the first one, and goes without touching another")
  func commands() throws {
    let commands = HostCommands(try BootstrapFixture().target, userID: "1000")
    #expect(InstallationPaths.trusted("bob.laptop-1a2b3c4d") == "/etc/cutover/trust.d/bob.laptop-1a2b3c4d.pem")
    #expect(commands.removeTrust("bob").line.hasSuffix("sh /etc/cutover/trust.d/bob.pem"))
    #expect(commands.removeTrust("bob").line.hasPrefix("sudo -n sh -c "))
    #expect(commands.listTrust.line.hasSuffix("sh /etc/cutover/trust.d"))
  }

  @Test("the laptop keeps each authority of the hosts once, and not its own")
  func union() throws {
    let (own, first) = (
      try CertificateAuthority(new: "fiskai").certificatePEM, try CertificateAuthority(new: "fiskai").certificatePEM
    )
    #expect(FleetAuthorities.union([first, first + own, ""], without: own) == first)
    #expect(FleetAuthorities.union([own], without: own).isEmpty)
  }

  @Test("two laptops of one name have authorities of different names")
  func names() throws {
    let laptop = LaptopIdentity(user: "alice", laptop: "macbook")
    let names = try (0..<2).map { _ in
      try FleetAuthorities.name(of: try CertificateAuthority(new: "fiskai"), laptop: laptop)
    }
    #expect(names[0] != names[1])
    for name in names {
      #expect(name.hasPrefix("alice.macbook-") && FleetAuthorities.isName(name))
    }
    for wrong in ["", "../x", "a/b", ".hidden", "a b", "ä"] { #expect(!FleetAuthorities.isName(wrong)) }
  }
}
