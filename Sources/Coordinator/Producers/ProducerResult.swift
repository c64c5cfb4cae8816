import Cutover
import Protocol

/// What a look at one producer came to, for people and for programs. Fields are added, never renamed or removed.
struct ProducerResult: Codable, Hashable, Sendable {
  /// What the fleet file calls it.
  let name: String
  /// Its queue.
  let queue: String
  /// `http`, `observe` or `manual`.
  let kind: String
  /// What is known.
  let state: ProducerState
  /// Jobs that the queue was ever given on the new side, before; none where that is not known.
  let before: UInt64?
  /// The same, now; none where nobody looked.
  let now: UInt64?
  /// What was seen.
  let observed: String
  /// What comes next; none where nothing has to.
  let next: String?

  /// `regulatory trigger (queue scheduled): 1 job added, …`.
  var words: String { "\(name) (queue \(queue)): \(observed)" }
}
