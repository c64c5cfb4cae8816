/// Who a certificate's URI name says that a peer is.
import Protocol
import Testing

@Suite("the peer's identity")
struct PeerIdentityTests {
  @Test(
    "a name is read and written the same",
    arguments: [
      ("cutover://fiskai/agent/vps-01", PeerIdentity(fleet: "fiskai", role: .agent, name: "vps-01")),
      (
        "cutover://f.i_s-k/coordinator/alice.laptop",
        PeerIdentity(fleet: "f.i_s-k", role: .coordinator, name: "alice.laptop")
      ),
    ])
  func read(uri: String, identity: PeerIdentity) {
    #expect(PeerIdentity(uri: uri) == identity)
    #expect(identity.uri == uri)
  }

  @Test(
    "a name of any other form is nobody's",
    arguments: [
      "", "cutover:", "cutover://", "cutover:///", "cutover:////", "cutover://fiskai", "cutover://fiskai/agent",
      "cutover://fiskai/agent/", "cutover:///agent/vps", "cutover://fiskai//vps", "cutover://fiskai/agent/vps/",
      "cutover://fiskai/agent/vps/more", "cutover://fiskai/root/vps", "cutover://fiskai/Agent/vps",
      "CUTOVER://fiskai/agent/vps", "https://fiskai/agent/vps", " cutover://fiskai/agent/vps",
      "cutover://fiskai/agent/vps ", "cutover://fiskai/agent/v ps", "cutover://fiskai/agent/vps\n",
      "cutover://fiskai/agent/vps\0", "cutover://fiskai\0/agent/vps", "cutover://fiskai/agent/vps?role=coordinator",
      "cutover://fiskai/agent/vps#x", "cutover://fiskai/agent/%76ps", "cutover://fiskai:1/agent/vps",
      "cutover://user@fiskai/agent/vps", "cutover://fiskai/agent/..", "cutover://fiskai/agent/.",
      "cutover://fiskai/agent/-x",
      "cutover://fiskai/agent/vps\u{301}", "cutover://fiskai/agent/\u{202E}spv", "cutover://fisk\u{430}i/agent/vps",
      "cutover:/\u{2215}fiskai/agent/vps", "cutover://fiskai/agent/" + String(repeating: "x", count: 64),
    ])
  func hostile(uri: String) {
    #expect(PeerIdentity(uri: uri) == nil)
  }

  @Test("in messages a peer is its role, name and fleet")
  func description() {
    let identity = PeerIdentity(fleet: "fiskai", role: .agent, name: "vps")
    #expect("\(identity)" == "agent vps of fleet fiskai")
  }
}
