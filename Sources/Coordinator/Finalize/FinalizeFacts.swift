import Cutover
import Protocol

/// Everything that decides whether the old Redis may go, as it was read; what could not be read says why.
struct FinalizeFacts: Sendable {
  /// An answer, or why there is none.
  typealias Answer<Value: Sendable> = Result<Value, ProtocolError>

  /// A run, as a journal or an agent's copy of it tells it.
  struct KnownRun: Sendable, Hashable {
    let plan: RunPlan
    let phase: Phase
    let outcome: Outcome?
    /// The leading laptop's clock at its last line, in milliseconds since 1970.
    let milliseconds: Int
  }

  /// The agents' durable records, of every host of the fleet.
  var pens: [HostID: Answer<PenFacts>] = [:]
  /// Every run that is known here or at an agent, once each.
  var runs: [KnownRun] = []
  /// The old Redis.
  var old: Answer<RedisFacts>?
  /// The new one.
  var new: Answer<RedisFacts>?
  /// The old one's clients.
  var clients: Answer<[ClientFacts]>?
  /// What stands around the old one.
  var retirement: Answer<RetirementFacts>?
  /// The old one's host.
  var host: Answer<Protocol.HostFacts>?
  /// This laptop's clock, in milliseconds since 1970.
  var now = 0

  /// The records of those agents that answered.
  var records: FleetRecords { FleetRecords(facts: pens.compactMapValues { try? $0.get() }) }

  /// What the old side's agent has on record of a retirement of this container.
  func retired(_ container: String, on host: HostID) -> RetiredRedis? {
    guard case .success(let facts)? = pens[host], let retired = facts.retired, retired.container == container else {
      return nil
    }
    return retired
  }
}
