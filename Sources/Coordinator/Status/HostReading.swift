import Cutover
import Protocol

/// What one agent said at one moment, question by question. Each answer stands for itself: a Docker that hangs takes the
/// workers from the picture, not the pen.
struct HostReading: Sendable {
  /// One question's answer, or why there is none.
  typealias Answer<Value: Sendable> = Result<Value, ProtocolError>

  /// Which of the pair a Redis is in the fleet file.
  enum Side: String, Codable, Hashable, Sendable, CaseIterable {
    case source, target
  }

  /// One Redis of the pair.
  struct Redis: Sendable {
    var facts: Answer<RedisFacts>
    var depths: Answer<QueueDepths.Reply>
    var clients: Answer<RedisClients.Reply>
  }

  /// The host.
  var host: HostID
  /// When the reading was complete, in milliseconds since 1970 by the laptop's clock.
  var readAt: Int
  /// The agent's hello and its round trip; the failure means that nothing else was asked.
  var hello: Answer<Greeting>
  /// The host's facts, and how far its clock is from the laptop's at least, in milliseconds.
  var facts: Answer<HostFactsReading>?
  /// The pen's records and the lease.
  var pen: Answer<PenFacts>?
  /// The Redis of the pair that is on this host.
  var redis: [Side: Redis] = [:]
  /// What the agent saw in the soak.
  var soak: Answer<ReadSoak.Reply>?
  /// The workers, by the place of their entry in the fleet file.
  var workers: [Int: Answer<[WorkerFacts]>] = [:]

  /// Who answered, and how far away.
  struct Greeting: Sendable {
    var reply: Hello.Reply
    var latency: Duration
  }

  /// The host's facts with what only the asker knows.
  struct HostFactsReading: Sendable {
    var facts: ReadHostFacts.Reply
    /// 0 when the host's clock lay between the laptop's before and after the question; else by how much it lay outside.
    var clockSkewMilliseconds: Int
  }

  /// How far a host's clock lies outside of the laptop's readings before and after asking for it.
  static func clockSkew(host: Int, before: Int, after: Int) -> Int {
    if host < before { return host - before }
    return host > after ? host - after : 0
  }
}
