/// What decides whether a published address of the tailnet comes back with the host (contracts.md, section 2): Docker
/// publishes once at boot, and an address that is not there yet is not tried again.
public struct BootFacts: Codable, Hashable, Sendable {
  /// Units of Tailscale that `docker.service` is ordered after.
  public var dockerAfter: [String]
  /// `net.ipv4.ip_nonlocal_bind`: whether an address may be bound that is not there yet.
  public var nonlocalBind: Bool?

  /// Makes one from its fields.
  public init(dockerAfter: [String], nonlocalBind: Bool? = nil) {
    self.dockerAfter = dockerAfter
    self.nonlocalBind = nonlocalBind
  }
}
