/// What INFO stats says: counters since the start or CONFIG RESETSTAT.
public struct StatisticsInformation: Hashable, Sendable {
  /// `total_commands_processed`.
  public let commandsProcessed: Int?
  /// `instantaneous_ops_per_sec`.
  public let operationsPerSecond: Int?
  /// `evicted_keys`: of BullMQ each one is a lost job.
  public let evictedKeys: Int?
  /// `expired_keys`.
  public let expiredKeys: Int?
  /// `sync_full`: copies given to replicas.
  public let fullSyncs: Int?
  /// `sync_partial_ok`: replicas that went on from the backlog.
  public let partialSyncsAccepted: Int?
  /// `sync_partial_err`: replicas that asked for it and got a full copy.
  public let partialSyncsRefused: Int?
  /// `total_error_replies` (6.2).
  public let errorReplies: Int?
  /// `total_net_repl_input_bytes` (7.0).
  public let replicationInputBytes: Int?
  /// `total_net_repl_output_bytes` (7.0).
  public let replicationOutputBytes: Int?

  init(_ fields: InformationFields) {
    commandsProcessed = fields.number("total_commands_processed")
    operationsPerSecond = fields.number("instantaneous_ops_per_sec")
    evictedKeys = fields.number("evicted_keys")
    expiredKeys = fields.number("expired_keys")
    fullSyncs = fields.number("sync_full")
    partialSyncsAccepted = fields.number("sync_partial_ok")
    partialSyncsRefused = fields.number("sync_partial_err")
    errorReplies = fields.number("total_error_replies")
    replicationInputBytes = fields.number("total_net_repl_input_bytes")
    replicationOutputBytes = fields.number("total_net_repl_output_bytes")
  }
}
