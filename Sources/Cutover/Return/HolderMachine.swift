/// Whether the Redis that holds the pen may serve after a restart (safety.md, trap 5). Its record says that it should;
/// its data must say that it can: with an empty one BullMQ's ids would begin at 1 again.
public struct HolderMachine: Sendable, Hashable {
  /// A machine.
  public init() {}

  /// What to do.
  public func next(_ seen: HolderObservation) -> HolderStep {
    guard case .hold(let epoch) = seen.pen else { return .rest }
    // Before any move it is Docker's business, as it always was; but one that is fenced was restarted inside a cut, which
    // was undone and could not know what it came back with.
    guard epoch > 0 else {
      return seen.isMaster ? .rest : compared(seen, epoch, because: "it was restarted inside a cut")
    }
    guard let marker = seen.marker, marker >= epoch else { return withoutMarker(seen, epoch) }
    if seen.isMaster { return .rest }
    return seen.hostRestarted ? compared(seen, epoch, because: "its host was restarted") : .serve(epoch)
  }

  /// A marker that was written and is gone went with the data. One that was never written is that of a promotion whose
  /// agent died: the process that was armed has every byte, as its cut has proven; another one must be compared.
  private func withoutMarker(_ seen: HolderObservation, _ epoch: Epoch) -> HolderStep {
    if !seen.isMarked {
      if seen.isArmedLife { return seen.isMaster ? .mark(epoch) : .serve(epoch) }
      if !seen.isMaster { return compared(seen, epoch, because: "it was restarted right after its promotion") }
    }
    let finding = Finding(
      observed: seen.marker.map { "the marker of pen epoch \($0) in its data" } ?? "no marker of the pen in its data",
      required: "the marker of pen epoch \(epoch)",
      next: "its data is not what it was: bring back its volume or append-only file and restart it; its replica still "
        + "has its copy and is not overwritten")
    return seen.isMaster ? .fence(finding) : .stayFenced(finding)
  }

  private func compared(_ seen: HolderObservation, _ epoch: Epoch, because reason: String) -> HolderStep {
    switch seen.comparison {
    case .notAsked: return .compare
    case .noLess: return .serve(epoch)
    case .less(let finding): return .stayFenced(finding)
    case .unanswered(let why):
      return .awaitAnswer(
        Finding(
          observed: "\(reason), and its replica cannot be compared: \(why)", required: "no less data than its replica",
          next: "bring the other host's agent back: it is asked again; if that host is off for good: redis-cli "
            + "REPLICAOF NO ONE in its container"))
    }
  }
}
