/// What later looks are compared with: read right after the pen has moved. Evidence only, no machine decides on it.
public struct CutBaseline: Sendable, Hashable, Codable {
  /// Jobs that were ever added to the queues of the fleet file's producers, on the new side.
  public let counters: [QueueCounter]
  /// Writes that the old side had refused by then; none where it did not answer.
  public let refusedWrites: UInt64?

  /// As it was read.
  public init(counters: [QueueCounter], refusedWrites: UInt64?) {
    self.counters = counters
    self.refusedWrites = refusedWrites
  }

  /// By queue.
  public var added: [String: UInt64] {
    counters.reduce(into: [:]) { $0[$1.queue] = $1.added }
  }
}
