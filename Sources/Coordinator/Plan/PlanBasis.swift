import Cutover
import Protocol

/// What a plan's estimates are made of, as it was read.
struct PlanBasis: Sendable {
  /// Which way.
  let direction: Direction
  /// What the leading Redis has in memory, in bytes.
  let usedMemory: Int?
  /// Its keys.
  let keys: Int?
  /// How fast the leading agent reaches the following one, or why that is not known.
  let link: Result<LinkFacts, ProtocolError>
  /// How long the longest job at work has run, in seconds; 0 where none is at work, none where nobody could tell.
  let longestJobSeconds: Int?
  /// The longest that the drain waits.
  let drain: Duration
  /// The newest run of this laptop that moved workers.
  let lastRun: LastRun?

  /// A run whose times are on record.
  struct LastRun: Hashable, Sendable {
    /// Its name.
    let run: String
    /// From the first worker told to stop to the last one started, in milliseconds.
    let workersMilliseconds: Int
  }
}
