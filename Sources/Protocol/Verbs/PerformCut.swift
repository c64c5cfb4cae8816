import Cutover

/// Hands the pen over: the critical section of `safety.md`, run by the agent beside the Redis that holds the pen.
public struct PerformCut: Verb, Hashable {
  /// The name on the wire.
  public static let name = VerbName.cut
  /// The attempt and what was voted on.
  public var plan: CutPlan
  /// The Redis that holds the pen, on the asked agent's host.
  public var holder: RedisReference
  /// The Redis that receives it, on its own host.
  public var receiver: RedisReference
  /// BullMQ's key prefix.
  public var prefix: String
  /// The queues to compare.
  public var queues: [String]
  /// How long clients may be paused before it is undone instead.
  public var budgetMilliseconds: Int

  /// Makes one from its fields.
  public init(
    plan: CutPlan, holder: RedisReference, receiver: RedisReference, prefix: String, queues: [String],
    budgetMilliseconds: Int
  ) {
    self.plan = plan
    self.holder = holder
    self.receiver = receiver
    self.prefix = prefix
    self.queues = queues
    self.budgetMilliseconds = budgetMilliseconds
  }

  /// What comes on the way.
  public typealias Progress = CutTiming

  /// How it ended.
  public struct Reply: Codable, Hashable, Sendable {
    /// Passed, undone, or still open.
    public var result: CutResult
    /// From the pause to the promotion's answer.
    public var pauseMicroseconds: Int?
    /// How long each step took, in order.
    public var steps: [CutTiming]

    /// Makes one from its fields.
    public init(result: CutResult, pauseMicroseconds: Int? = nil, steps: [CutTiming]) {
      self.result = result
      self.pauseMicroseconds = pauseMicroseconds
      self.steps = steps
    }
  }
}
