import Cutover

/// How deep the queues of one Redis are.
struct QueuesStatus: Codable, Hashable, Sendable {
  /// Id of its host.
  var host: String
  /// False when the search for queues was cut short by its bound.
  var complete: Bool
  /// One entry a queue, by name.
  var queues: [QueueDepth]
}
