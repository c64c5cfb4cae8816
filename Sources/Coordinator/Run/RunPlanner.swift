import Cutover
import Protocol

/// Makes the plan of a run from what the agents' records say: who holds the pen, and which epoch comes next.
struct RunPlanner: Sendable {
  let subject: RunSubject
  let agents: FleetConnections

  /// Reads the pen's records, teaches agents of a fleet that never ran, and plans.
  /// - Throws: ``OperatorError`` when another coordinator leads, or when the pen is not where this direction needs it.
  func plan(
    _ direction: Direction, run: RunID, takeover: Bool, holdsAfterSync: Bool, lost: HostID? = nil,
    accepted: Set<CheckID> = [], rehearsal: Bool = false, planHash: String? = nil, movesApp: Bool = true,
    standIn: Bool = false
  ) async throws(OperatorError) -> RunPlan {
    let hosts = subject.hosts.filter { $0 != lost }
    let records = try await FleetRecords.read(subject, without: lost, agents)
    try records.requireFree(takeover: takeover)
    var facts = records.facts
    if facts.values.allSatisfy({ $0.pen == nil }) {
      for host in hosts where facts[host] != nil { facts[host] = try await learn(host) }
    }
    // A host that takes no part is asked for a lease all the same, and grants none until it has learned.
    for host in subject.participants where host != lost && facts[host]?.pen == nil {
      throw OperatorError(
        code: "agent_without_journal", message: "the agent of \(host) has no journal, and others have",
        observed: "no pen record at \(host)", required: "every agent to know the pen and the highest epoch",
        next: "restore /var/lib/cutover/agent.journal on \(host), or bring it up as a new host")
    }
    if direction == .rollback { try Self.checkNotRetired(facts[subject.source], subject) }
    let highest = facts.values.compactMap(\.leaseEpoch).max() ?? Epoch(rawValue: 0)
    let (leader, follower) =
      direction == .cutover ? (subject.source, subject.target) : (subject.target, subject.source)
    if lost == nil { try checkHolder(leader, facts, direction) } else { try checkSurvivor(follower, facts) }
    return RunPlan(
      run: run, epoch: highest.next, direction: direction, fleet: hosts, leader: leader, follower: follower,
      workerHosts: subject.workerHosts.filter { $0 != lost }, movesApp: movesApp && subject.app != nil,
      holdsAfterSync: holdsAfterSync, rehearsal: rehearsal,
      lostHolder: lost, accepted: accepted.isEmpty ? nil : accepted.sorted { $0.rawValue < $1.rawValue },
      planHash: planHash, standIn: standIn ? true : nil)
  }

  /// After a finalize there is no Redis to go back to.
  static func checkNotRetired(_ facts: PenFacts?, _ subject: RunSubject) throws(OperatorError) {
    guard let retired = facts?.retired, retired.container == subject.redis.source.container else { return }
    throw OperatorError(
      code: "finalized", message: "there is no old Redis to go back to",
      observed: "finalize \(retired.run) \(retired.isRemoved ? "has removed" : "began to remove") "
        + "\(retired.container) on \(subject.source)",
      required: "the old Redis, following the new one",
      next: "what it had is in \(retired.backup.path) on \(subject.source) (sha256 \(retired.backup.sha256)): restore "
        + "that file into a new Redis, as docs/runbook.md says under Clean-up")
  }

  private func checkHolder(
    _ leader: HostID, _ facts: [HostID: PenFacts], _ direction: Direction
  ) throws(OperatorError) {
    switch facts[leader]?.pen {
    case .hold: return
    case .cut(let attempt, _):
      throw OperatorError(
        code: "cut_open", message: "a cut is not ended", observed: "\(leader) records CUT (\(attempt))",
        required: "HOLD", next: "coordinator resume, which asks both agents; or coordinator status")
    case .not, nil:
      let next =
        direction == .cutover
        ? "coordinator status; it has moved already: the way back is `coordinator rollback`"
        : "coordinator status; there is nothing to roll back: the source holds the pen"
      throw OperatorError(
        code: "pen_elsewhere", message: "the pen is not at \(leader)",
        observed: facts.sorted { $0.key < $1.key }.map {
          "\($0.key): \($0.value.pen.map(\.description) ?? "no record")"
        }
        .joined(separator: ", "),
        required: "\(leader) to record HOLD", next: next)
    }
  }

  /// Without the holder only a Redis that certainly does not hold the pen, and of which no cut is open, may take it.
  private func checkSurvivor(_ survivor: HostID, _ facts: [HostID: PenFacts]) throws(OperatorError) {
    switch facts[survivor]?.pen {
    case .not: return
    case .hold, .cut, nil:
      throw OperatorError(
        code: "pen_not_lost", message: "the pen is not at the lost host, or not only there",
        observed: "\(survivor): \(facts[survivor]?.pen.map(\.description) ?? "no record")",
        required: "\(survivor) to record NOT",
        next: "coordinator status; an open cut needs the other host's agent, or its disk, back")
    }
  }

  /// A fleet that never ran: the source's Redis holds the pen.
  private func learn(_ host: HostID) async throws(OperatorError) -> PenFacts {
    do {
      let pen: PenRecord = host == subject.source ? .hold(Epoch(rawValue: 0)) : .not
      return try await agents.connection(to: host).call(Learn(pen: pen, highest: nil))
    } catch {
      throw error.operatorError
    }
  }
}
