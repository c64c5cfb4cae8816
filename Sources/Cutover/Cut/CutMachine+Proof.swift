/// What must be equal before the pen moves; each finding is a reason to undo.
extension CutMachine {
  func fenceFinding(_ holder: HolderReading) -> Finding? {
    guard holder.identity == plan.holderIdentity else {
      return Finding(
        observed: "\(plan.holder): \(holder.identity)", required: "\(plan.holderIdentity)",
        next: "its Redis was restarted since the vote: run again")
    }
    guard holder.refusedWrite else {
      return Finding(
        observed: "a write on the fenced \(plan.holder) was accepted", required: "READONLY",
        next: "set replica-read-only yes")
    }
    return nil
  }

  func comparisonFinding(_ holder: HolderReading, _ receiver: ReceiverReading) -> Finding? {
    let name = plan.receiver
    guard receiver.identity == plan.expected.identity else {
      return Finding(
        observed: "\(name): \(receiver.identity)", required: "\(plan.expected.identity)",
        next: "its Redis was restarted since the vote: run again")
    }
    guard receiver.role == .replica else { return Finding(observed: "\(name): role master", required: "replica") }
    guard receiver.replicaReadOnly else {
      return Finding(observed: "\(name): replica-read-only no", required: "yes", next: "set replica-read-only yes")
    }
    guard receiver.linkUp else { return Finding(observed: "\(name): master_link_status:down", required: "up") }
    guard receiver.position == holder.position else {
      return Finding(observed: "\(name) at \(receiver.position)", required: "at \(holder.position)")
    }
    if let finding = receiver.appendOnly.findings.first {
      return Finding(
        observed: "\(name): \(finding.observed)", required: finding.required, next: finding.next)
    }
    return depthFinding(holder.depths, receiver.depths)
  }

  private func depthFinding(_ holder: [QueueDepth], _ receiver: [QueueDepth]) -> Finding? {
    let left = holder.sorted { $0.name < $1.name }
    let right = receiver.sorted { $0.name < $1.name }
    guard left != right else { return nil }
    let differing = Set(left).symmetricDifference(right).map(\.name)
    let names = Set(differing).sorted().joined(separator: ", ")
    return Finding(
      observed: "different counts of \(names)", required: "equal counts on \(plan.holder) and \(plan.receiver)",
      next: "compare these queues by hand before another run")
  }
}
