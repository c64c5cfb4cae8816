import Cutover
import Protocol

/// What the fleet file says about a run, in the words of the wire: which Redis is beside which agent, which workers are
/// on which host, and what they will be given.
struct RunSubject: Sendable {
  let fleet: Fleet
  let redis: FleetRedis
  /// The URL that leads to the target, with its password.
  let targetURL: Secret
  /// The target's password.
  let targetPassword: Secret
  /// How the App is reached; none where the fleet file names none, or a compose service, which is
  /// moved with the workers.
  var app: AppAccess?

  /// The reference of the Redis beside a host's agent; `nil` for a host that has none of the pair.
  func reference(of host: HostID) -> RedisReference? {
    if host.rawValue == redis.source.host {
      return RedisReference(container: redis.source.container, password: .none)
    }
    if host.rawValue == redis.target.host {
      return RedisReference(container: redis.target.container, password: .stored)
    }
    return nil
  }

  /// The workers on a host.
  func workers(on host: HostID) -> [WorkersReference] {
    fleet.workers.filter { $0.host == host.rawValue }.map { entry in
      WorkersReference(
        project: entry.project, compose: entry.compose, services: entry.services.map(\.pattern).joined(separator: ","),
        variable: entry.variable)
    }
  }

  /// The queues of the fleet file's producers, each once.
  var producerQueues: [String] { Set(fleet.producers.map(\.queue)).sorted() }

  /// Hosts with workers, in the fleet file's order.
  var workerHosts: [HostID] {
    fleet.hosts.map { HostID(rawValue: $0.id) }.filter { !workers(on: $0).isEmpty }
  }

  /// Every host of the fleet, in the fleet file's order.
  var hosts: [HostID] { fleet.hosts.map { HostID(rawValue: $0.id) } }

  /// The hosts of a run, whichever way it goes.
  var participants: [HostID] {
    var seen: Set<HostID> = []
    return ([source, target] + workerHosts).filter { seen.insert($0).inserted }
  }

  /// Why a plan does not move the App, in words.
  static func appIsNotMoved(_ app: FleetApp?) -> String {
    switch app {
    case .compose(_, _, _, let service, _): "\(service) is moved as the workers are: it rests while they do"
    case .coolify, .container, .manual: "is not moved by this run: its adds are refused until its URL is changed"
    case nil: "none in the fleet file"
    }
  }

  /// Where the target is published, as `host:port`.
  var targetAddress: String { "\(redis.target.publish)" }

  /// The source's host.
  var source: HostID { HostID(rawValue: redis.source.host) }
  /// The target's host.
  var target: HostID { HostID(rawValue: redis.target.host) }
}
