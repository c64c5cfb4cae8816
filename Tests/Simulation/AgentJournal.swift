import Cutover

/// What an agent has made durable. A crash in an append leaves any prefix of it.
struct AgentJournal {
  private(set) var pen: [PenJournalRecord]
  private(set) var lease: [LeaseJournalRecord] = [.learned(nil)]
  private(set) var workers: [WorkersJournalRecord] = []
  private(set) var cut: [CutJournalRecord] = []
  /// The pen record by these records, kept at hand for the invariants.
  private(set) var record: PenRecord
  /// The highest epoch that a lease or the pen's records speak of, kept apart from the machines that are judged by it.
  private(set) var highestEpoch: Epoch = 0

  init(record: PenRecord) {
    self.record = record
    self.pen = [.learned(record)]
  }

  /// The pen record says CUT.
  var isInsideCut: Bool { if case .cut = record { true } else { false } }

  /// The pen record says HOLD.
  var holds: Bool { if case .hold = record { true } else { false } }

  mutating func append(_ entry: AgentRecord) {
    switch entry {
    case .pen(let record):
      pen.append(record)
      switch record {
      case .learned(let value), .pen(let value): self.record = value
      case .promoted(let attempt): self.record = .hold(attempt.epoch)
      case .receiver, .cutsBarred: break
      }
    case .lease(let record):
      lease.append(record)
      if case .granted(let lease) = record { highestEpoch = max(highestEpoch, lease.grant.epoch) }
    case .workers(let record): workers.append(record)
    case .cut(let record): cut.append(record)
    }
  }
}
