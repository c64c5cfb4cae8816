import Cutover
import Protocol

/// Everything that checks judge, as it was read; what could not be read says why.
struct CheckFacts: Sendable {
  /// An answer, or why there is none.
  typealias Answer<Value: Sendable> = Result<Value, ProtocolError>

  /// The hosts' own facts.
  var hosts: [HostID: Answer<Protocol.HostFacts>] = [:]
  /// The Redis that leads.
  var leader: Answer<RedisFacts>?
  /// The one that will.
  var follower: Answer<RedisFacts>?
  /// The leader's clients.
  var clients: Answer<[ClientFacts]>?
  /// The new Redis's image, and what its host says of it; none where nobody knows yet which it will be.
  var image: (name: String, answer: Answer<Protocol.HostFacts>)?
  /// Whether each host reaches the new Redis with its password; empty where it does not run yet.
  var logins: [HostID: Answer<ProbeRedis.Reply>] = [:]
  /// Whether the new Redis is reached from inside a container of the leader's network; none where it does not run yet.
  var reach: Answer<ProbeRedis.Reply>?
  /// The names of the App's containers.
  var app: Set<String> = []
  /// The workers, by host and project.
  var workers: [WorkersReference: Answer<[WorkerFacts]>] = [:]
}
