/// What `status` knows of a fleet at one moment: the object that `status --json` prints. A key that is missing is
/// unknown. Fields are added, never renamed or removed, while `format` stays the same.
struct StatusReport: Codable, Hashable, Sendable {
  /// The version of this object.
  var format = 1
  /// The fleet's name.
  var fleet: String
  /// When it was put together: milliseconds since 1970 by the laptop's clock.
  var at: Int
  /// Whether one of the alarms is more than a notice: the process then ends with 5.
  var degraded: Bool
  /// What is wrong, the worst first, then what to know.
  var alarms: [StatusAlarm]
  /// The hosts, in the order of the fleet file.
  var hosts: [HostStatus]
  /// The Redis servers of the pair: source, then target. Empty for a fleet without `redis`.
  var redis: [RedisStatus]
  /// Who may accept writes; none for a fleet without `redis`.
  var pen: PenStatus?
  /// The replication link of the pair, if one follows the other.
  var replication: ReplicationStatus?
  /// The groups of workers, in the order of the fleet file.
  var workers: [WorkersStatus]
  /// How deep the queues are on the Redis that holds the pen.
  var queues: QueuesStatus?
  /// The run that holds the lease; none when no run is under way.
  var run: RunStatus?
  /// What the agents have seen since the last run that has succeeded; none where none has asked them to watch.
  var soak: SoakStatus?
  /// What a rollback would cost now; none for a fleet without `redis`.
  var rollback: RollbackStatus?
}
