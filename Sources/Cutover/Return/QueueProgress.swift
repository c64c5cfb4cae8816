/// How far one queue's data is, by what only ever grows. Both servers of a pair have a prefix of one history, so whichever
/// is further in any of these is further in all.
public struct QueueProgress: Sendable, Hashable, Codable {
  /// The queue.
  public let queue: String
  /// The last id of its stream of events, to which every change of a job adds one (BullMQ, `trimEvents`; the id outlives
  /// the trimming, `t_stream.c`, XSETID); none without such a stream.
  public let lastEvent: StreamPosition?
  /// The counter that gives jobs their ids; none when no job was ever given one.
  public let jobsAdded: UInt64?

  /// As read at one moment.
  public init(queue: String, lastEvent: StreamPosition?, jobsAdded: UInt64?) {
    self.queue = queue
    self.lastEvent = lastEvent
    self.jobsAdded = jobsAdded
  }
}
