/// The replication link between the two Redis servers of the pair.
struct ReplicationStatus: Codable, Hashable, Sendable {
  /// Id of the host that leads.
  var leader: String
  /// Id of the host that follows.
  var follower: String
  /// Whether the link is up.
  var up: Bool
  /// Whether a full copy is under way.
  var synchronizing: Bool
  /// How many bytes of the stream the follower has not applied; none when one of the two offsets is unknown. The two
  /// are read at nearly the same time, so under load this is an upper estimate or 0.
  var lagBytes: Int?
}
