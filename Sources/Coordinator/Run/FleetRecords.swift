import Cutover
import Protocol

/// What the agents' durable records say before a run is begun or resumed: the pen, the highest epoch and its run, and who
/// leads now.
struct FleetRecords: Sendable {
  /// By host, of those that were reached.
  let facts: [HostID: PenFacts]

  /// Reads the records of a fleet's agents, all at once.
  /// - Parameters:
  ///   - subject: the fleet and its pair.
  ///   - lost: a host that an operator has declared lost; nobody there is asked.
  ///   - agents: the connections.
  /// - Throws: ``OperatorError`` when fewer answer than a lease needs: the highest epoch would not be known.
  static func read(
    _ subject: RunSubject, without lost: HostID? = nil, _ agents: FleetConnections
  ) async throws(OperatorError) -> FleetRecords {
    let hosts = subject.hosts.filter { $0 != lost }
    let answers = await withTaskGroup(of: (HostID, Result<PenFacts, ProtocolError>).self) { group in
      for host in hosts {
        group.addTask {
          do throws(ProtocolError) {
            return (host, .success(try await agents.connection(to: host).call(ReadPenFacts())))
          } catch {
            return (host, .failure(error))
          }
        }
      }
      var answers: [HostID: Result<PenFacts, ProtocolError>] = [:]
      for await (host, answer) in group { answers[host] = answer }
      return answers
    }
    let facts = answers.compactMapValues { try? $0.get() }
    let quorum = LeaseQuorum(fleet: hosts, participants: subject.participants.filter { $0 != lost })
    if let missing = quorum.missing(from: hosts.filter { facts[$0] != nil }) {
      for case .failure(let error)? in missing.map({ answers[$0] }) { throw error.operatorError }
    }
    return FleetRecords(facts: facts)
  }

  /// The highest epoch that was granted anywhere, and to which run.
  var highest: Grant? {
    facts.values.compactMap { facts in
      if let epoch = facts.leaseEpoch, let run = facts.lastRun { Grant(epoch: epoch, run: run) } else { nil }
    }.max { $0.epoch < $1.epoch }
  }

  /// A lease that is live at some agent.
  struct Live: Sendable, Hashable {
    let grant: Grant
    let holder: String
    let heldSeconds: Int
    let remainingSeconds: Int
    let hosts: [HostID]
  }

  /// The live lease of the highest epoch; `nil` when nobody leads.
  var live: Live? {
    let held = facts.compactMap { host, facts -> Live? in
      guard let run = facts.leaseRun, let epoch = facts.leaseEpoch else { return nil }
      return Live(
        grant: Grant(epoch: epoch, run: run), holder: facts.leaseHolder ?? "somebody",
        heldSeconds: facts.leaseHeldSeconds ?? 0, remainingSeconds: facts.leaseRemainingSeconds ?? 0, hosts: [host])
    }
    guard let first = held.max(by: { $0.grant.epoch < $1.grant.epoch }) else { return nil }
    let same = held.filter { $0.grant == first.grant }
    return Live(
      grant: first.grant, holder: first.holder, heldSeconds: same.map(\.heldSeconds).max() ?? 0,
      remainingSeconds: same.map(\.remainingSeconds).max() ?? 0, hosts: same.flatMap(\.hosts).sorted())
  }

  /// Whether nobody leads, or the operator typed that it does not matter.
  /// - Throws: ``OperatorError`` that says who leads, since when, from where, and until when.
  func requireFree(takeover: Bool) throws(OperatorError) {
    guard let live, !takeover else { return }
    throw OperatorError(
      code: "lease_held", message: "a coordinator is leading run \(live.grant.run)", observed: live.words,
      required: "no live lease of another coordinator",
      next: "wait for its end (coordinator status), end it with `coordinator abort`, or type --takeover if it is gone")
  }

  /// Where the pen is, as the records say.
  var penWords: String {
    facts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.pen.map(\.description) ?? "no record")" }
      .joined(separator: ", ")
  }

  /// Whether the pen of this run's plan has moved: its follower holds it.
  func hasMoved(_ plan: RunPlan) -> Bool {
    if case .hold = facts[plan.follower]?.pen { true } else { false }
  }
}

extension FleetRecords.Live {
  /// Who leads, for how long, at which agents, until when.
  var words: String {
    let agents = hosts.map(\.rawValue).joined(separator: ", ")
    return "the lease is held by \(holder) for \(DurationText.text(.seconds(heldSeconds))) (epoch \(grant.epoch), "
      + "granted by \(agents)); it lapses in \(remainingSeconds) s unless it is renewed"
  }
}
