import Cutover

/// Whether jobs flow at the Redis that holds the pen. Pure.
struct FlowProof: Codable, Hashable, Sendable {
  /// Jobs that were finished since the cut; since the first look where no record of it is left.
  let finished: Int
  /// Whether that is since the cut.
  let sinceCut: Bool
  /// Jobs at work.
  let active: Int
  /// Jobs still to be done.
  let pending: Int
  /// Connections to that Redis.
  let clients: Int

  /// - Parameters:
  ///   - before: depths at the cut, or at the first look.
  ///   - now: depths now.
  init(before: [QueueDepth], isCut: Bool, now: [QueueDepth], clients: Int) {
    finished = Self.finished(now) - Self.finished(before)
    sinceCut = isCut
    active = now.reduce(0) { $0 + Int($1.active) }
    pending = now.reduce(0) { $0 + Int($1.pending) }
    self.clients = clients
  }

  /// Jobs are done, or there is nothing to do and somebody is there to do it.
  var holds: Bool { finished > 0 || active > 0 || (pending == 0 && clients > 0) }

  /// `12 jobs done since the cut, 3 pending`.
  var words: String {
    guard finished <= 0, pending == 0 else {
      let done = finished == 1 ? "1 job" : "\(max(0, finished)) jobs"
      return "\(done) done \(sinceCut ? "since the cut" : "while looking"), \(active) at work, \(pending) pending"
    }
    return "nothing to do; \(clients == 1 ? "1 connection" : "\(clients) connections")"
  }

  private static func finished(_ depths: [QueueDepth]) -> Int {
    depths.reduce(0) { $0 + Int($1.completed) + Int($1.failed) }
  }
}
