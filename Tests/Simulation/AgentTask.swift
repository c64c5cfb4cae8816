import Cutover

/// Something that an agent is to do next. Each is one step of the schedule, so that a crash may come between any two.
struct AgentTask {
  enum Work {
    case pen(PenEffect, asker: Envelope?)
    case lease(LeaseEffect)
    case workers(WorkersEffect)
    case cut(CutEffect)
    /// A question that has arrived, and how often it has waited.
    case request(Envelope, Request, tries: Int)
  }

  /// Tasks of one lane keep their order; lanes overtake each other.
  let lane: Int
  let work: Work
}
