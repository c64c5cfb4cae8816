/// What INFO memory says, in bytes.
public struct MemoryInformation: Hashable, Sendable {
  /// `used_memory`.
  public let used: Int?
  /// `used_memory_rss`: what the operating system gave.
  public let resident: Int?
  /// `used_memory_peak`.
  public let peak: Int?
  /// `used_memory_dataset`.
  public let dataset: Int?
  /// `maxmemory`; 0 is no limit.
  public let maximum: Int?
  /// `maxmemory_policy`; BullMQ requires `noeviction`.
  public let policy: String?
  /// `mem_not_counted_for_evict`: replica buffers beyond the backlog, and the AOF's, which count as used, yet not
  /// against the limit.
  public let notCountedForEviction: Int?
  /// `mem_replication_backlog`: counts as used (redis-bullmq.md, five facts).
  public let replicationBacklog: Int?
  /// `total_system_memory` of the host.
  public let hostTotal: Int?

  init(_ fields: InformationFields) {
    used = fields.number("used_memory")
    resident = fields.number("used_memory_rss")
    peak = fields.number("used_memory_peak")
    dataset = fields.number("used_memory_dataset")
    maximum = fields.number("maxmemory")
    policy = fields.text("maxmemory_policy")
    notCountedForEviction = fields.number("mem_not_counted_for_evict")
    replicationBacklog = fields.number("mem_replication_backlog")
    hostTotal = fields.number("total_system_memory")
  }
}
