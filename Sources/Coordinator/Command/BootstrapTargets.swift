import Foundation
import SSH

/// What bootstrap is to do on each host, from the fleet file. Pure but for looking which of the usual SSH keys exist.
struct BootstrapTargets: Sendable {
  /// The fleet file.
  let fleet: Fleet
  /// The host keys that the operator accepts.
  let accepted: AcceptedHostKeys
  /// The operator's home directory.
  let home: String?
  /// Whether there is a file.
  var exists: @Sendable (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }

  /// The target of one host.
  func target(_ host: FleetHost) -> BootstrapTarget {
    let workers = fleet.workers.filter { $0.host == host.id }
    let redisDirectory = fleet.redis.flatMap { $0.target.host == host.id ? $0.target.directory : nil }
    return BootstrapTarget(
      ssh: ssh(host),
      configuration: AgentConfiguration(
        fleet: fleet.name, host: host.id, address: host.address.description, peers: peers(of: host),
        projects: unique(workers.map { .init(project: $0.project, compose: $0.compose) }),
        redisDirectory: redisDirectory, probes: probes(from: host)),
      projectDirectories: unique(workers.map(\.project)),
      ownedDirectories: redisDirectory.map { [$0] } ?? [],
      needsEnvironmentCapabilities: !workers.isEmpty,
      requiresDocker: fleet.participants.contains(host.id))
  }

  /// The requests of producers that this host's agent sends; none where it sends none.
  private func probes(from host: FleetHost) -> [AgentConfiguration.Probe]? {
    let probes = fleet.producers.compactMap { producer -> AgentConfiguration.Probe? in
      guard case .http(let method, let url, let from) = producer.probe, from == host.id else { return nil }
      return AgentConfiguration.Probe(method: method, url: url)
    }
    return probes.isEmpty ? nil : unique(probes)
  }

  /// Every other agent, by host id.
  private func peers(of host: FleetHost) -> [String: String] {
    let others = fleet.hosts.filter { $0.id != host.id }
    return Dictionary(
      uniqueKeysWithValues: others.map { other in
        let address = other.address.isIPv6 ? "[\(other.address)]" : "\(other.address)"
        return (other.id, "\(address):\(FleetConnections.agentPort)")
      })
  }

  /// The key of the fleet file alone, or else the usual files of `~/.ssh` and the ssh-agent (ssh_config(5)).
  private func ssh(_ host: FleetHost) -> SSHTarget {
    let usual = home.map { home in ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" } } ?? []
    return SSHTarget(
      host: host.address.description, port: host.ssh.port, user: host.user,
      identities: host.ssh.key.map { [$0] } ?? usual.filter(exists), useAgent: host.ssh.key == nil,
      knownHosts: host.ssh.knownHosts ?? (home ?? "") + "/.ssh/known_hosts",
      acceptedFingerprint: accepted.fingerprint(for: host.id))
  }

  private func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }
}
