import Cutover
import Protocol
import Redis

/// Waits until a follower has a whole copy that its own crash would not lose, and says how far it is. The gate's
/// conditions are those of `redis-bullmq.md`, P2.
struct SyncWait: Sendable {
  let access: RedisAccess
  let replication: ReplicationFollower

  /// How often the follower is asked; Redis has no event for any of this.
  static let interval = Duration.milliseconds(50)

  /// Waits for the copy.
  /// - Parameters:
  ///   - order: which follower.
  ///   - progress: told at each change.
  func wait(
    _ order: AwaitSync, progress: @Sendable (AwaitSync.Progress) -> Void
  ) async throws(ProtocolError) -> AwaitSync.Reply {
    let connection = try await access.connect(order.follower)
    let began = ContinuousClock.now
    var copied: Duration?
    var last: AwaitSync.Progress?
    do {
      while true {
        let information = try await connection.information(timeout: .seconds(30))
        let reading = await replication.reading(of: order.follower.container) ?? RelayMeter.Reading()
        let stage = Self.stage(information)
        if copied == nil, stage == .rewriting || stage == .following {
          copied = ContinuousClock.now - (reading.copyBegan ?? began)
        }
        let now = AwaitSync.Progress(
          stage: stage.rawValue, bytes: reading.bytesToFollower, expectedBytes: order.expectedBytes)
        if now != last { progress(now) }
        last = now
        if stage == .following, let position = Self.position(information) {
          await connection.close()
          return AwaitSync.Reply(
            position: position, bytes: reading.bytesToFollower,
            milliseconds: Int((copied ?? .zero) / .milliseconds(1)))
        }
        try await Task.sleep(for: Self.interval)
      }
    } catch {
      await connection.close()
      throw ReplicationFollower.wireError(error)
    }
  }

  /// How far a copy is.
  enum Stage: String, Sendable {
    /// The link is not up and no copy has begun.
    case connecting
    /// Bytes come in.
    case copying
    /// They are being loaded.
    case loading
    /// The append-only file is being written: until that has ended, a crash would load an empty file.
    case rewriting
    /// Everything is there, and new writes follow.
    case following
  }

  /// The stage that a follower's INFO says.
  static func stage(_ information: RedisInformation) -> Stage {
    if information.persistence.isLoading == true { return .loading }
    guard let master = information.replication.master else { return .connecting }
    if master.isSyncInProgress == true { return .copying }
    guard master.isUp == true else { return .connecting }
    return information.persistence.isAOFComplete ? .following : .rewriting
  }

  private static func position(_ information: RedisInformation) -> ReplicationPosition? {
    guard let id = information.replication.replicationID, let offset = information.replication.master?.appliedOffset
    else { return nil }
    return ReplicationPosition(replicationID: id, offset: UInt64(offset))
  }
}
