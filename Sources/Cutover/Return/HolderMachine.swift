/// Whether the Redis that holds the pen may serve after a restart (safety.md, trap 5). Its record says that it should;
/// its data must say that it can: with an empty one BullMQ's ids would begin at 1 again.
public struct HolderMachine: Sendable, Hashable {
  /// A machine.
  public init() {}

  /// What to do.
  public func next(_ seen: HolderObservation) -> HolderStep {
    // Before any run it is Docker's business, as it always was.
    guard case .hold(let epoch) = seen.pen, epoch > 0 else { return .rest }
    guard let marker = seen.marker, marker >= epoch else { return withoutMarker(seen, epoch) }
    if seen.isMaster { return .rest }
    guard !seen.hostRestarted else {
      return .stayFenced(
        Finding(
          observed: "its host was restarted: it may have lost what its replica still has",
          required: "no less data than its replica",
          next: "compare both in `coordinator status`; where this one has no less: redis-cli REPLICAOF NO ONE in its "
            + "container"))
    }
    return .serve(epoch)
  }

  private func withoutMarker(_ seen: HolderObservation, _ epoch: Epoch) -> HolderStep {
    if seen.isMaster && !seen.isMarked { return .mark(epoch) }
    let finding = Finding(
      observed: seen.marker.map { "the marker of pen epoch \($0) in its data" } ?? "no marker of the pen in its data",
      required: "the marker of pen epoch \(epoch)",
      next: "its data is not what it was: bring back its volume or append-only file and restart it; its replica still "
        + "has its copy and is not overwritten")
    return seen.isMaster ? .fence(finding) : .stayFenced(finding)
  }
}
