/// What INFO replication says. Evidence only: a role is volatile, and the truth about who may write is the agents' pen
/// records (safety.md).
public struct ReplicationInformation: Hashable, Sendable {
  /// `role`.
  public enum Role: String, Hashable, Sendable {
    /// Accepts writes.
    case master
    /// Follows, and refuses writes unless `replica-read-only no`.
    case replica
  }

  /// `role`.
  public let role: Role?
  /// `master_replid`: names the history that the offset counts in.
  public let replicationID: String?
  /// `master_replid2`: the history before the last promotion, valid up to ``secondOffset``.
  public let secondReplicationID: String?
  /// `second_repl_offset`; -1 if there is none.
  public let secondOffset: Int?
  /// `master_repl_offset`: the bytes of the stream written so far; of a replica, passed on so far.
  public let offset: Int?
  /// `repl_backlog_active`.
  public let isBacklogActive: Bool?
  /// `repl_backlog_size`, in bytes.
  public let backlogSize: Int?
  /// `repl_backlog_first_byte_offset`: a replica behind it needs a full copy.
  public let backlogFirstOffset: Int?
  /// `repl_backlog_histlen`, in bytes.
  public let backlogLength: Int?
  /// `connected_slaves`.
  public let connectedReplicas: Int?
  /// `slave0`, `slave1`, …: what this server knows about those that follow it.
  public let replicas: [ReplicaInformation]
  /// What a replica says about its master; `nil` on a master.
  public let master: MasterLinkInformation?

  init(_ fields: InformationFields) {
    role =
      switch fields.text("role") {
      case "master": .master
      case "slave", "replica": .replica
      case _: nil
      }
    replicationID = fields.text("master_replid")
    secondReplicationID = fields.text("master_replid2")
    secondOffset = fields.number("second_repl_offset")
    offset = fields.number("master_repl_offset")
    isBacklogActive = fields.flag("repl_backlog_active")
    backlogSize = fields.number("repl_backlog_size")
    backlogFirstOffset = fields.number("repl_backlog_first_byte_offset")
    backlogLength = fields.number("repl_backlog_histlen")
    connectedReplicas = fields.number("connected_slaves") ?? fields.number("connected_replicas")
    var replicas: [ReplicaInformation] = []
    while let value = fields.values["slave\(replicas.count)"] ?? fields.values["replica\(replicas.count)"] {
      replicas.append(ReplicaInformation(value))
    }
    self.replicas = replicas
    master = MasterLinkInformation(fields)
  }
}
