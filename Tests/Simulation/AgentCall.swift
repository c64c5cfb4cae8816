import Cutover

/// What an agent waits for from another one.
struct AgentCall {
  enum Purpose {
    case cut(CutEffect, Attempt)
    case holder(Int)
  }

  let purpose: Purpose
  /// The step of the schedule at which it was sent.
  let born: Int
  /// Its shell has stopped waiting; a late answer may still be heard.
  var isOver = false
}
