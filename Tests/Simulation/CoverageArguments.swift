/// Where an event can be met at all, and why nowhere else: the argument for every pair of state and event that no seed
/// has met. An argued pair that is met after all is a failure, of the argument or of the machine.
struct CoverageArgument {
  /// The states that may meet the event; nil: any.
  let states: Set<String>?
  /// Why no other state can.
  let reason: String

  init(_ states: [String]?, _ reason: String) {
    self.states = states.map(Set.init)
    self.reason = reason
  }
}

extension Coverage {
  /// By machine, then by event. An event without an entry may be met anywhere; so may one whose states are nil.
  static let arguments: [String: [String: CoverageArgument]] = [
    "PenMachine": pen, "CutMachine": cut, "LeaseMachine": lease, "WorkersMachine": workers, "RunMachine": run,
  ]

  /// States that nothing is simulated of.
  static let unsimulated: [String: String] = [
    "no record": "agents keep their journals here; unit tests have the others",
    "unknown": "agents keep their journals here; unit tests have the others",
  ]

  private static let pen: [String: CoverageArgument] = [
    "learned": CoverageArgument([], "agents keep their journals here; unit tests have the others"),
    "otherHolderLost": CoverageArgument([], "`rollback --holder-lost` is not simulated; unit tests have it"),
    "otherHolderClaims": CoverageArgument([], "`rollback --holder-lost` is not simulated; unit tests have it"),
    "cutBegins": CoverageArgument(["HOLD"], "a cut is begun at a holder, and by one cut at a time"),
    "cutUndone": CoverageArgument(["HOLD", "CUT"], "NOT is recorded after PROMOTED, from which no undo follows"),
    "cutPassed": CoverageArgument(
      ["CUT", "NOT", "NOT+ARMED", "NOT+BARRED", "NOT+PROMOTED"],
      "HOLD is recorded by an undo, after which no cut passes"),
    "promote": CoverageArgument(
      ["HOLD", "CUT", "NOT+ARMED", "NOT+BARRED", "NOT+PROMOTED"], "a promote follows ARMED, which stays on record"),
    "redisPromoted": CoverageArgument(
      ["HOLD", "CUT", "NOT+ARMED", "NOT+BARRED", "NOT+PROMOTED"], "it follows PROMOTED, which stays on record"),
    "redisPromotionFailed": CoverageArgument(
      ["HOLD", "CUT", "NOT+ARMED", "NOT+BARRED", "NOT+PROMOTED"], "it follows PROMOTED, which stays on record"),
  ]

  private static let cut: [String: CoverageArgument] = {
    let own = "the shell's own steps are done one at a time, and the machine waits for each that changes something"
    let late = ["yielding", "releasing", "following", "undoing", "ended"]
    let asked = "an answer comes once, to the step that asked or to what came after that step was left"
    return [
      "begin": CoverageArgument(
        ["ready", "recovering", "undoing", "releasing"], "it comes once, to a machine that is new"),
      "restartPolicyRead": CoverageArgument(["clearing"], own),
      "armAnswered": CoverageArgument(["arming", "undoing", "ended"], asked),
      "cutAnswered": CoverageArgument(["entering"], own),
      "receiverPinged": CoverageArgument(["pinging", "undoing", "ended"], asked),
      "paused": CoverageArgument(["pausing"], own),
      "receiverReached": CoverageArgument(["awaiting", "undoing", "ended"], asked),
      "fenced": CoverageArgument(["fencing", "recovering"], own),
      "compared": CoverageArgument(["comparing", "undoing", "ended"], asked),
      "promoteAnswered": CoverageArgument(["promoting", "barring"] + late, asked),
      "promoteUnanswered": CoverageArgument(["promoting", "barring"] + late, asked),
      "barAnswered": CoverageArgument(["barring", "recovering"] + late, asked),
      "receiverUnreachable": CoverageArgument(["barring", "recovering"] + late, asked),
      "penYielded": CoverageArgument(["yielding"], own),
      "clientsReleased": CoverageArgument(["releasing", "undoing"], own),
      "following": CoverageArgument(["following"], own),
      "unfenced": CoverageArgument(["undoing"], own),
      "penReturned": CoverageArgument(["undoing"], own),
      "restartPolicyRestored": CoverageArgument(["undoing"], own),
      "holderChanged": CoverageArgument(["undoing"], own),
      "failed": CoverageArgument(
        [
          "clearing", "arming", "entering", "pinging", "pausing", "awaiting", "fencing", "comparing", "recovering",
        ] + late, "nothing is under way, or its failure has an event of its own: unanswered, unreachable"),
      "budgetExceeded": CoverageArgument(
        [
          "clearing", "arming", "entering", "pinging", "pausing", "awaiting", "fencing", "comparing", "promoting",
          "barring", "recovering",
        ] + late, "a machine is ready for no longer than one turn"),
      "abortRequested": CoverageArgument(
        ["pinging", "pausing", "awaiting", "fencing", "comparing", "promoting", "barring", "recovering"] + late,
        "until CUT is on record the pen's machine answers an abort by barring"),
    ]
  }()

  private static let lease: [String: CoverageArgument] = [
    "learned": CoverageArgument([], "agents keep their journals here; unit tests have the others"),
    "expired": CoverageArgument(["live"], "what is not live cannot lapse"),
  ]

  private static let workers: [String: CoverageArgument] = {
    let deed = "the end of a deed that this state has not ordered; one is under way at a time"
    return [
      "stopsEnded": CoverageArgument(["draining"], deed),
      "stopFailed": CoverageArgument(["draining"], deed),
      "flipEnded": CoverageArgument(["supplying", "starting"], deed),
      "startEnded": CoverageArgument(["starting"], deed),
      "failed": CoverageArgument(["supplying", "starting"], deed),
      "voteYes": CoverageArgument(
        ["drained", "promised", "asking", "supplying", "starting"],
        "the gate has said no: workers run, or are being stopped"),
      "restarted": CoverageArgument(
        ["idle", "staged", "draining", "drained", "promised", "starting", "started"],
        "not on disk: an agent that was restarted finds PROMISED"),
    ]
  }()

  private static let run: [String: CoverageArgument] = [
    "begin": CoverageArgument(["ready"], "it comes once, in the turn that makes the machine"),
    "resume": CoverageArgument(["interrupted"], "it comes once, in the turn that reads the journal"),
    "finished": CoverageArgument(
      ["reacquiring", "running", "deciding", "closing", "ended"], "no step is under way"),
    "failed": CoverageArgument(["reacquiring", "running", "deciding", "closing", "ended"], "no step is under way"),
    "proceed": CoverageArgument(
      ["holding"], "operators here answer only what they are asked; unit tests have the others"),
    "giveUp": CoverageArgument(
      ["deciding"], "operators here answer only what they are asked; unit tests have the others"),
    "leaseLost": CoverageArgument(
      ["reacquiring", "running", "holding", "deciding", "closing", "ended"], "no order of its epoch is under way"),
    "abortRequested": CoverageArgument(
      ["reacquiring", "running", "deciding", "closing"],
      "operators here abort what is under way, and proceed where they are asked to; unit tests have the others"),
  ]
}
