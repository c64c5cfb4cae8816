import Cutover
import Protocol

/// Whether the published address comes back with its host.
extension TargetChecks {
  /// Docker publishes once at boot: an address of the tailnet that is not there yet fails, and is not tried again
  /// (contracts.md, section 2). The agent starts the container then; without agents nobody does.
  func reboot(_ facts: Protocol.HostFacts) -> CheckResult? {
    guard let boot = facts.boot, isOfTailnet else { return nil }
    // The unit tailscaled.service is up before its address is.
    let waits = boot.dockerAfter.contains { !$0.hasPrefix("tailscaled") }
    let mayBind = boot.nonlocalBind == true
    let observed: String
    switch (waits, mayBind) {
    case (true, _): observed = "docker.service waits for \(boot.dockerAfter.joined(separator: ", "))"
    case (false, true): observed = "net.ipv4.ip_nonlocal_bind = 1"
    case (false, false):
      observed =
        (boot.dockerAfter.isEmpty
          ? "docker.service does not wait for the tailnet"
          : "docker.service waits for \(boot.dockerAfter.joined(separator: ", ")) alone, which is up before its address")
        + ": after a reboot the agent starts \(target.container) again, without agents nobody does"
    }
    return CheckResult(
      .publish, "\(subject) after a reboot", holds: waits || mayBind, otherwise: .warn, observed: observed,
      required: "\(target.publish.address) there before Docker publishes on it, or bindable without being there",
      remedy: "on \(target.host): a drop-in of docker.service with Wants= and After=tailscale-online.target "
        + "(Tailscale 1.96); or net.ipv4.ip_nonlocal_bind=1 in /etc/sysctl.d")
  }

  /// 100.64.0.0/10, from which tailscaled gives addresses, and its part of IPv6.
  private var isOfTailnet: Bool {
    let address = "\(target.publish.address)"
    if address.hasPrefix("fd7a:115c:a1e0:") { return true }
    let parts = address.split(separator: ".").compactMap { Int($0) }
    return parts.count == 4 && parts[0] == 100 && (64...127).contains(parts[1])
  }
}
