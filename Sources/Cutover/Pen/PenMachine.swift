/// An agent's durable memory of the pen: whether its Redis holds it, and which promotion of its Redis is possible.
/// It decides alone, in one turn per event, so that a claim, a cut, an arming and a bar exclude each other.
public struct PenMachine: Sendable, Hashable {
  /// Whose memory it is.
  public let host: HostID
  /// The pen record; nil while the agent has no journal and must learn (safety.md, trap 13).
  public internal(set) var pen: PenRecord?
  /// The latest attempt that this agent heard of as a receiver.
  public internal(set) var receiver: ReceiverRecord?
  /// No cut of this epoch or a lower one may begin here.
  public internal(set) var cutsBarredThrough: Epoch?

  /// Rebuilds the memory from its journal; without records the agent must learn first.
  public init(host: HostID, replaying records: [PenJournalRecord] = []) {
    self.host = host
    for record in records { apply(record) }
  }

  /// Decides about one event.
  public mutating func handle(_ event: PenEvent) -> Decision<PenJournalRecord, PenEffect> {
    let decision = decide(event)
    for record in decision.records { apply(record) }
    return decision
  }

  /// What must be done after a restart of the agent or of its Redis, before anything else: nothing is inferred from
  /// the role that the Redis came up with.
  public func recover() -> [PenEffect] {
    switch pen {
    case .hold(let epoch): [.verifyHolder(epoch)]
    case .cut(let attempt, _): [.recoverCut(attempt)]
    case .not, nil: [.keepFenced]
    }
  }

  private mutating func apply(_ record: PenJournalRecord) {
    switch record {
    case .learned(let pen), .pen(let pen):
      self.pen = pen
    case .receiver(let receiver):
      self.receiver = receiver
    case .promoted(let attempt):
      receiver = .promoted(attempt)
      pen = .hold(attempt.epoch)
    case .cutsBarred(let epoch):
      cutsBarredThrough = max(epoch, cutsBarredThrough ?? epoch)
    }
  }

  private func decide(_ event: PenEvent) -> Decision<PenJournalRecord, PenEffect> {
    switch event {
    case .learned(let pen): learn(pen)
    case .holderAsked(let epoch): answerHolder(askedIn: epoch)
    case .abortAsked(let epoch): answerAbort(of: epoch)
    case .cutBegins(let attempt, let grant): beginCut(attempt, granted: grant)
    case .cutUndone(let attempt): endCut(attempt, passed: false)
    case .cutPassed(let attempt): endCut(attempt, passed: true)
    case .arm(let attempt, let expected, let observed, let grant):
      arm(attempt, expected: expected, observed: observed, granted: grant)
    case .bar(let attempt): bar(attempt)
    case .promote(let order, let observed, let grant): promote(order, observed: observed, granted: grant)
    case .redisPromoted(let attempt): reportPromotion(of: attempt)
    case .redisPromotionFailed(let attempt, _): retryPromotion(of: attempt)
    case .otherHolderLost(let epoch): takeOver(in: epoch)
    case .otherHolderClaims(let claim): yield(to: claim)
    }
  }
}
