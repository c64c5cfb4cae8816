import Cutover

/// Asks for a vote on going on, with evidence that was read for this question.
public struct CastVote: Verb {
  /// The name on the wire.
  public static let name = VerbName.vote
  /// On what.
  public var purpose: VotePurpose
  /// Tells this question's answer from an older one's.
  public var nonce: UInt64
  /// What the host is in this run.
  public var roles: [ParticipantRole]
  /// The Redis of the pair that is beside the agent.
  public var redis: RedisReference?
  /// Where the leader was just before: what a follower's lag is measured against.
  public var leaderPosition: ReplicationPosition?
  /// BullMQ's key prefix.
  public var prefix: String
  /// The queues whose active jobs count. They were found before: a search among millions of keys would make the
  /// evidence old.
  public var queues: [String]
  /// The workers of this run on this host.
  public var workers: [WorkersReference]

  /// Makes one from its fields.
  public init(
    purpose: VotePurpose, nonce: UInt64, roles: [ParticipantRole], redis: RedisReference? = nil,
    leaderPosition: ReplicationPosition? = nil, prefix: String, queues: [String], workers: [WorkersReference]
  ) {
    self.purpose = purpose
    self.nonce = nonce
    self.roles = roles
    self.redis = redis
    self.leaderPosition = leaderPosition
    self.prefix = prefix
    self.queues = queues
    self.workers = workers
  }

  /// What comes back.
  public typealias Reply = Ballot
}
