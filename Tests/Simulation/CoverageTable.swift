/// Names of one machine's states and events, in the order of their indices.
struct CoverageTable {
  let name: String
  let states: [String]
  let events: [String]
}

extension Coverage {
  static let tables = [
    CoverageTable(
      name: "PenMachine", states: ["no record", "HOLD", "CUT", "NOT", "NOT+ARMED", "NOT+BARRED", "NOT+PROMOTED"],
      events: [
        "learned", "holderAsked", "abortAsked", "cutBegins", "cutUndone", "cutPassed", "arm", "bar", "promote",
        "redisPromoted", "redisPromotionFailed", "otherHolderLost", "otherHolderClaims",
      ]),
    CoverageTable(
      name: "CutMachine",
      states: [
        "ready", "clearing", "arming", "entering", "pinging", "pausing", "awaiting", "fencing", "comparing",
        "promoting", "barring", "recovering", "yielding", "releasing", "following", "undoing", "ended",
      ],
      events: [
        "begin", "restartPolicyRead", "armAnswered", "cutAnswered", "receiverPinged", "paused", "receiverReached",
        "fenced", "compared", "promoteAnswered", "promoteUnanswered", "barAnswered", "receiverUnreachable",
        "penYielded", "clientsReleased", "following", "unfenced", "penReturned", "restartPolicyRestored", "failed",
        "budgetExceeded", "abortRequested", "holderChanged",
      ]),
    CoverageTable(
      name: "LeaseMachine", states: ["unknown", "free", "live"],
      events: ["learned", "requested", "renewed", "released", "expired", "cutEnded"]),
    CoverageTable(
      name: "WorkersMachine",
      states: ["idle", "staged", "draining", "drained", "promised", "asking", "supplying", "starting", "started"],
      events: [
        "staged", "discardStaged", "drain", "stopsEnded", "stopFailed", "voteYes", "flip", "start", "flipEnded",
        "startEnded", "failed", "deadMan", "holderAnswered", "restarted",
      ]),
    CoverageTable(
      name: "RunMachine",
      states: ["ready", "interrupted", "reacquiring", "running", "holding", "deciding", "closing", "ended"],
      events: ["begin", "resume", "finished", "failed", "proceed", "abortRequested", "giveUp", "leaseLost"]),
  ]
}
