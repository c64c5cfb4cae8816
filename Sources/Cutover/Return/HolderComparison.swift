/// What the other Redis of the pair says of the data of a holder that may have lost some (safety.md, trap 5).
public enum HolderComparison: Sendable, Hashable {
  /// It has not been asked.
  case notAsked
  /// It was asked, and cannot be reached or does not know.
  case unanswered(String)
  /// The holder has all that it has.
  case noLess
  /// It has something that the holder has not.
  case less(Finding)

  /// Compares what both have.
  /// - Parameters:
  ///   - holder: the Redis that holds the pen.
  ///   - replica: the other one, of the same queues at least.
  public init(holder: [QueueProgress], replica: [QueueProgress]) {
    guard !replica.isEmpty else {
      self = .unanswered("it knows no queue to compare by")
      return
    }
    let known = Dictionary(holder.map { ($0.queue, $0) }) { $1 }
    for theirs in replica {
      let ours = known[theirs.queue]
      if let event = theirs.lastEvent, ours?.lastEvent.map({ $0 < event }) ?? true {
        let observed = ours?.lastEvent.map { "up to event \($0)" } ?? "no event"
        self = .less(Self.finding(theirs.queue, observed, required: "event \(event), which its replica has"))
        return
      }
      if let added = theirs.jobsAdded, ours?.jobsAdded.map({ $0 < added }) ?? true {
        let observed = ours?.jobsAdded.map { "\($0) jobs added" } ?? "no job ever added"
        self = .less(Self.finding(theirs.queue, observed, required: "\(added), which its replica has"))
        return
      }
    }
    self = .noLess
  }

  private static func finding(_ queue: String, _ observed: String, required: String) -> Finding {
    Finding(
      observed: "queue \(queue): \(observed)", required: required,
      next: "it has lost writes that its replica has, and nothing is overwritten: `coordinator rollback --holder-lost` "
        + "goes on with the replica's, once this host is off; or, to go on with less, redis-cli REPLICAOF NO ONE here")
  }
}
