import Cutover
import NIOCore
import Protocol

/// The copy of the newest run's journal and what operators want of that run, as this agent's own journal has them.
struct KeptRun: Sendable {
  /// How many lines a run may have here; one of seven hosts has about two hundred.
  static let maximumEntries = 2_000
  /// How many bytes they may have: the copy must fit into one answer.
  static let maximumBytes = 512 * 1024

  /// The copy; none before the first run.
  private(set) var copy: RunCopy?
  private var bytes = 0
  private var wanted: (Grant, [RunWish: String])?

  /// How many lines of this leader are here.
  func count(of grant: Grant) -> Int { copy?.grant == grant ? copy?.entries.count ?? 0 : 0 }

  /// What operators want of the run under this lease. A new lease begins without wishes: whoever resumes a run wants it
  /// to go on.
  func wishes(of grant: Grant) -> [RunWish: String] { wanted?.0 == grant ? wanted?.1 ?? [:] : [:] }

  /// What has to be made durable to have these lines; `nil` where they are here already, or where some are missing before
  /// them.
  /// - Throws: ``ProtocolError`` with `refused` when the copy would become too large.
  func record(_ entries: [RunEntry], from: Int, grant: Grant) throws(ProtocolError) -> AgentRecord? {
    let have = count(of: grant)
    guard from >= 0, from <= have, from + entries.count > have else { return nil }
    let added = Array(entries.dropFirst(have - from))
    let size = try Self.size(of: added) + (have == 0 ? 0 : bytes)
    guard have + added.count <= Self.maximumEntries, size <= Self.maximumBytes else {
      throw ProtocolError(
        .refused, "the copy of the run's journal would have \(have + added.count) lines of \(size) bytes",
        next: "the run's own journal on its laptop has everything")
    }
    return .runKept(grant, from: have, added)
  }

  /// Takes one record in.
  mutating func apply(_ record: AgentRecord) {
    switch record {
    case .runKept(let grant, let from, let entries):
      let size = (try? Self.size(of: entries)) ?? 0
      if from > 0, copy?.grant == grant {
        copy?.entries += entries
        bytes += size
      } else {
        copy = RunCopy(grant: grant, entries: entries)
        bytes = size
      }
    case .runWished(let grant, let wish, let holder):
      var wishes = self.wishes(of: grant)
      wishes[wish] = holder
      wanted = (grant, wishes)
    case .pen, .lease, .workers, .workersNamed, .cutOrdered, .cut, .settingChanged, .settingRestored,
      .restartPolicyTaken, .restartPolicyRestored, .provisioned, .provisionedRemoved, .environmentStaged,
      .environmentDiscarded, .environmentFlipped, .attached, .detached, .linkLost, .networksRecorded, .penMarked,
      .leaderNamed, .hold, .soakOrdered, .soak, .backUpProved, .retired, .standIn:
      break
    }
  }

  private static func size(of entries: [RunEntry]) throws(ProtocolError) -> Int {
    try MessageCoder().encode(entries).readableBytes
  }
}
