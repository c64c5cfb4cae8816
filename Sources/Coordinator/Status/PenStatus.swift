/// Who may accept writes, as far as the agents' records tell.
struct PenStatus: Codable, Hashable, Sendable {
  /// What the answer rests on.
  enum Basis: String, Codable, Hashable, Sendable {
    /// An agent's durable record says HOLD.
    case record
    /// No agent has a record: before the first run the source holds it.
    case beforeFirstRun
    /// A cut is under way: its own end decides.
    case cut
    /// The records that were read do not tell, or contradict each other.
    case unknown
  }

  /// Id of the host whose Redis holds it; none while it is not known.
  var host: String?
  /// Since the move of this epoch; none before the first run.
  var epoch: UInt64?
  /// What the answer rests on.
  var basis: Basis
}
