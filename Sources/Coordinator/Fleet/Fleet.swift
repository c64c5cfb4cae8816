/// One fleet file, read and checked: the hosts, the two Redis servers, the workers and the rules of a cutover.
///
/// A value of this type is consistent: every host that is named exists, source and target are different hosts, and the
/// target publishes on its own host's address. See design.md, "Fleet file". `FleetFile.load` makes it.
struct Fleet: Hashable, Sendable {
  /// Absolute path of the file that was read; relative paths in it are resolved against its directory.
  let file: String
  /// The fleet's name, `[a-z0-9-]`: the folder of its certificates and journals.
  let name: String
  /// The hosts in the order of the file. Never empty, addresses are distinct.
  let hosts: [FleetHost]
  /// The two Redis servers. Without them a fleet has `bootstrap` and `status` only.
  let redis: FleetRedis?
  /// The groups of worker services, in the order of the file.
  let workers: [FleetWorkers]
  /// How the App learns the new URL.
  let app: FleetApp?
  /// What adds jobs from outside of the workers and is probed by `verify`.
  let producers: [FleetProducer]
  /// Adjustments of the preflight checks.
  let checks: FleetChecks
  /// Limits in time and durability of a run.
  let policy: FleetPolicy
  /// Who may talk to the agents, beyond their certificates.
  let tailnet: FleetTailnet
  /// Whom a run tells how it goes.
  let notice: FleetNotice?
  /// One sentence for each valid key that this version reads but does not act on: they are printed, never dropped.
  let notEnforced: [String]

  /// The host of an id, if the fleet has it.
  func host(_ id: String) -> FleetHost? {
    hosts.first { $0.id == id }
  }

  /// The hosts of the two Redis servers; nil without `redis`.
  var sides: (source: FleetHost, target: FleetHost)? {
    guard let redis, let source = host(redis.source.host), let target = host(redis.target.host) else { return nil }
    return (source, target)
  }

  /// The ids of the hosts that take part in a run: source, target and every worker host, in the order of the file.
  var participants: [String] {
    var ids = Set(workers.map(\.host))
    if let redis {
      ids.formUnion([redis.source.host, redis.target.host])
    }
    return hosts.map(\.id).filter(ids.contains)
  }
}
