import Protocol

/// One Redis of the pair, as `status` shows it.
struct RedisStatus: Codable, Hashable, Sendable {
  /// Which of the pair it is in the fleet file.
  var side: HostReading.Side
  /// Id of its host.
  var host: String
  /// Name of its container.
  var container: String
  /// Whether it holds the pen; none while nobody can tell.
  var holdsPen: Bool?
  /// Why nothing is known of it.
  var problem: ProtocolError?
  /// Its container and its INFO.
  var facts: RedisFacts?
  /// Who talks to it, by address.
  var clients: [ClientFacts]?

  /// Whether it accepts its clients' writes, by its role; none when it did not say.
  var isWritable: Bool? {
    guard let facts else { return nil }
    guard facts.state == "running" else { return false }
    guard facts.problem == nil, let role = facts.role else { return nil }
    return role == "master" || facts.readOnly == false
  }

  /// Whether it follows another Redis, and not just itself: a parked one has `REPLICAOF 127.0.0.1 1` (design, "Safety").
  var isFollowing: Bool {
    facts?.role == "slave" && facts?.leaderAddress.map { !$0.hasPrefix("127.") } == true
  }

  /// Whether its container is there.
  var exists: Bool { facts.map { $0.state != "absent" } ?? true }
}
