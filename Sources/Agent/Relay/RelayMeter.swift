import FoundationEssentials
import Protocol
import Synchronization

/// How much a relay has carried, and what happened in it: read by who waits for a copy, written by the event loop.
final class RelayMeter: Sendable {
  /// What is known of a relay at one moment.
  struct Reading: Sendable, Hashable {
    /// Bytes to the follower since the plain end was opened.
    var bytesToFollower = 0
    /// Bytes to the leader since the plain end was opened.
    var bytesToLeader = 0
    /// Full copies that began.
    var fullCopies = 0
    /// Links that went on without a full copy.
    var continued = 0
    /// Why the last connection was refused.
    var refusal: String?
    /// Since when the follower cannot go on without a full copy, and why.
    var lost: LostLink?
    /// When the copy's first byte was due, and how far the copy was when last looked at.
    var copyBegan: ContinuousClock.Instant?
  }

  private struct State {
    var reading = Reading()
    /// Bytes of the connections before the present one.
    var earlier = (toLeader: 0, toFollower: 0)
    var present = (toLeader: 0, toFollower: 0)
  }

  private let state = Mutex(State())

  /// What has been carried.
  var reading: Reading { state.withLock(\.reading) }

  /// A new connection begins at zero.
  func begin() {
    state.withLock { state in
      state.earlier.toLeader += state.present.toLeader
      state.earlier.toFollower += state.present.toFollower
      state.present = (0, 0)
    }
  }

  /// What the present connection has carried.
  func set(toLeader: Int, toFollower: Int) {
    state.withLock { state in
      state.present = (toLeader, toFollower)
      state.reading.bytesToLeader = state.earlier.toLeader + toLeader
      state.reading.bytesToFollower = state.earlier.toFollower + toFollower
    }
  }

  /// Something happened.
  func note(_ event: RelayHandshake.Event) {
    state.withLock { state in
      switch event {
      case .psyncSent, .deferred: break
      case .continued: state.reading.continued += 1
      case .fullResync:
        state.reading.fullCopies += 1
        state.reading.copyBegan = .now
      case .refused(let refusal):
        state.reading.refusal = "\(refusal)"
        if refusal.code == .fullCopy, state.reading.lost == nil {
          state.reading.lost = LostLink(since: Int(Date().timeIntervalSince1970 * 1000), reason: refusal.message)
        }
      }
    }
  }
}
