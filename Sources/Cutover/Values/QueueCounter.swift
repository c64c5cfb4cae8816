/// How many jobs one BullMQ queue was ever given: its key `id`, which each add raises by one, whatever id the job gets
/// (BullMQ, `addStandardJob`). It never shrinks, so that it tells new adds from old jobs, which names of keys do not.
public struct QueueCounter: Sendable, Hashable, Codable {
  /// The queue, without prefix.
  public let queue: String
  /// The counter; 0 where no job was ever added.
  public let added: UInt64

  /// Names a queue's count.
  public init(queue: String, added: UInt64) {
    self.queue = queue
    self.added = added
  }
}
