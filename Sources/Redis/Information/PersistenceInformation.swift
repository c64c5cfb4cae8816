/// What INFO persistence says.
public struct PersistenceInformation: Hashable, Sendable {
  /// `loading`: the data set is being loaded.
  public let isLoading: Bool?
  /// `loading_total_bytes`, while loading.
  public let loadingTotalBytes: Int?
  /// `loading_loaded_bytes`, while loading.
  public let loadingLoadedBytes: Int?
  /// `rdb_changes_since_last_save`.
  public let changesSinceLastSave: Int?
  /// `rdb_bgsave_in_progress`; true also while a replica gets its copy.
  public let isSaveInProgress: Bool?
  /// `rdb_last_save_time`, in seconds since 1970.
  public let lastSaveTime: Int?
  /// `rdb_last_bgsave_status` is `ok`.
  public let lastSaveSucceeded: Bool?
  /// `aof_enabled`.
  public let isAOFEnabled: Bool?
  /// `aof_rewrite_in_progress`.
  public let isAOFRewriteInProgress: Bool?
  /// `aof_rewrite_scheduled`.
  public let isAOFRewriteScheduled: Bool?
  /// `aof_last_bgrewrite_status` is `ok`.
  public let lastAOFRewriteSucceeded: Bool?
  /// `aof_last_write_status` is `ok`.
  public let lastAOFWriteSucceeded: Bool?
  /// `aof_current_size`, in bytes; only with AOF.
  public let aofSize: Int?
  /// `aof_pending_bio_fsync`: fsyncs that wait; only with AOF.
  public let aofPendingFsyncs: Int?
  /// `aof_delayed_fsync`: writes that had to wait for one; only with AOF.
  public let aofDelayedFsyncs: Int?

  init(_ fields: InformationFields) {
    isLoading = fields.flag("loading")
    loadingTotalBytes = fields.number("loading_total_bytes")
    loadingLoadedBytes = fields.number("loading_loaded_bytes")
    changesSinceLastSave = fields.number("rdb_changes_since_last_save")
    isSaveInProgress = fields.flag("rdb_bgsave_in_progress")
    lastSaveTime = fields.number("rdb_last_save_time")
    lastSaveSucceeded = fields.isOK("rdb_last_bgsave_status")
    isAOFEnabled = fields.flag("aof_enabled")
    isAOFRewriteInProgress = fields.flag("aof_rewrite_in_progress")
    isAOFRewriteScheduled = fields.flag("aof_rewrite_scheduled")
    lastAOFRewriteSucceeded = fields.isOK("aof_last_bgrewrite_status")
    lastAOFWriteSucceeded = fields.isOK("aof_last_write_status")
    aofSize = fields.number("aof_current_size")
    aofPendingFsyncs = fields.number("aof_pending_bio_fsync")
    aofDelayedFsyncs = fields.number("aof_delayed_fsync")
  }

  /// Whether a crash now loads everything from the AOF: it is on, and no rewrite runs, waits or has failed. Until the
  /// rewrite after a full sync has ended, a restart loads an empty file (redis-bullmq.md, P2). `false` if a field is
  /// missing.
  public var isAOFComplete: Bool {
    isAOFEnabled == true && isAOFRewriteInProgress == false && isAOFRewriteScheduled == false
      && lastAOFRewriteSucceeded == true && lastAOFWriteSucceeded == true
  }
}
