/// Something outside of the workers that adds jobs to their queues, and how `verify` proves that it reaches the new
/// Redis.
struct FleetProducer: Hashable, Sendable {
  /// How a producer is made to add a job, or is seen doing so.
  enum Probe: Hashable, Sendable {
    /// A request to this URL, sent by the agent of host `from`, or by the coordinator if that is nil.
    case http(method: String, url: String, from: String?)
    /// Its jobs appear by themselves within this time.
    case observe(within: Duration)
    /// What an operator does by hand.
    case manual(String)
  }

  /// What people call it.
  let name: String
  /// The BullMQ queue that it adds to.
  let queue: String
  /// How it is proven.
  let probe: Probe
}
