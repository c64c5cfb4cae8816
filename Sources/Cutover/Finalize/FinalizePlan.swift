/// What a finalize is to do; journaled first. It is a run of its own, long after the cutover (design, "Phases of a run").
public struct FinalizePlan: Sendable, Hashable, Codable {
  /// How far an earlier finalize came.
  public enum Standing: String, Sendable, Hashable, Codable, CaseIterable {
    /// The old Redis is there, and follows.
    case whole
    /// Its retirement is on record, with a proven backup, and was not ended.
    case begun
    /// Its container is gone.
    case retired
  }

  /// The run.
  public let run: RunID
  /// The epoch of its lease.
  public let epoch: Epoch
  /// Every host of the fleet.
  public let fleet: [HostID]
  /// The host of the Redis that holds the pen.
  public let holder: HostID
  /// The host of the Redis that goes.
  public let old: HostID
  /// The container that goes.
  public let container: String
  /// The volume whose name an operator has typed.
  public let volume: String?
  /// How far an earlier finalize came.
  public let standing: Standing
  /// Checks whose failure an operator has accepted by name.
  public let accepted: [CheckID]

  /// From the fleet file, the command line and the agents' records.
  public init(
    run: RunID, epoch: Epoch, fleet: [HostID], holder: HostID, old: HostID, container: String, volume: String? = nil,
    standing: Standing = .whole, accepted: [CheckID] = []
  ) {
    self.run = run
    self.epoch = epoch
    self.fleet = fleet
    self.holder = holder
    self.old = old
    self.container = container
    self.volume = volume
    self.standing = standing
    self.accepted = accepted
  }

  /// The steps in their order; the lease is given back after them, however they end.
  public var steps: [FinalizeStep] {
    var steps: [FinalizeStep] = [.acquireLease]
    switch standing {
    case .whole: steps += [.backUp, .prove, .recheck, .retire, .settle]
    case .begun: steps += [.retire, .settle]
    case .retired: steps += [.settle]
    }
    if let volume { steps.append(.removeVolume(volume)) }
    return steps
  }
}
