/// What a replica says about its master and the link to it.
public struct MasterLinkInformation: Hashable, Sendable {
  /// `master_host`.
  public let host: String
  /// `master_port`.
  public let port: Int?
  /// `master_link_status` is `up`.
  public let isUp: Bool?
  /// `master_link_down_since_seconds`, while it is down; -1 if it never was up.
  public let downSeconds: Int?
  /// `master_last_io_seconds_ago`; -1 while it is down.
  public let lastReadSeconds: Int?
  /// `master_sync_in_progress`: a full copy is arriving.
  public let isSyncInProgress: Bool?
  /// `master_sync_total_bytes` of the copy; 0 or `nil` while unknown, as it is of a diskless one.
  public let syncTotalBytes: Int?
  /// `master_sync_read_bytes` of the copy.
  public let syncReadBytes: Int?
  /// `master_sync_left_bytes` of the copy; -1 while unknown.
  public let syncLeftBytes: Int?
  /// `slave_read_repl_offset`: read from the stream (7.0).
  public let readOffset: Int?
  /// `slave_repl_offset`: applied. Equality with the master's ``ReplicationInformation/offset`` is what a cut waits for.
  public let appliedOffset: Int?
  /// `slave_read_only`: required `true`, or a fence is void (safety.md, trap 6).
  public let isReadOnly: Bool?

  init?(_ fields: InformationFields) {
    guard let host = fields.text("master_host") else { return nil }
    self.host = host
    port = fields.number("master_port")
    isUp = fields.text("master_link_status").map { $0 == "up" }
    downSeconds = fields.number("master_link_down_since_seconds")
    lastReadSeconds = fields.number("master_last_io_seconds_ago")
    isSyncInProgress = fields.flag("master_sync_in_progress")
    syncTotalBytes = fields.number("master_sync_total_bytes")
    syncReadBytes = fields.number("master_sync_read_bytes")
    syncLeftBytes = fields.number("master_sync_left_bytes")
    readOffset = fields.number("slave_read_repl_offset")
    appliedOffset = fields.number("slave_repl_offset")
    isReadOnly = fields.flag("slave_read_only")
  }
}
