import Cutover

// Indices of states and events in the tables of ``Coverage``; exhaustive, so that a new one does not go uncounted.

extension PenMachine {
  var stateIndex: Int {
    switch (pen, receiver) {
    case (nil, _): 0
    case (.hold, _): 1
    case (.cut, _): 2
    case (.not, nil): 3
    case (.not, .armed): 4
    case (.not, .barred): 5
    case (.not, .promoted): 6
    }
  }
}

extension PenEvent {
  var index: Int {
    switch self {
    case .learned: 0
    case .holderAsked: 1
    case .abortAsked: 2
    case .cutBegins: 3
    case .cutUndone: 4
    case .cutPassed: 5
    case .arm: 6
    case .bar: 7
    case .promote: 8
    case .redisPromoted: 9
    case .redisPromotionFailed: 10
    case .otherHolderLost: 11
    case .otherHolderClaims: 12
    }
  }
}

extension CutState {
  var index: Int {
    switch self {
    case .ready: 0
    case .clearing: 1
    case .arming: 2
    case .entering: 3
    case .pinging: 4
    case .pausing: 5
    case .awaiting: 6
    case .fencing: 7
    case .comparing: 8
    case .promoting: 9
    case .barring: 10
    case .recovering: 11
    case .yielding: 12
    case .releasing: 13
    case .following: 14
    case .undoing: 15
    case .ended: 16
    }
  }
}

extension CutEvent {
  var index: Int {
    switch self {
    case .begin: 0
    case .restartPolicyRead: 1
    case .armAnswered: 2
    case .cutAnswered: 3
    case .receiverPinged: 4
    case .paused: 5
    case .receiverReached: 6
    case .fenced: 7
    case .compared: 8
    case .promoteAnswered: 9
    case .promoteUnanswered: 10
    case .barAnswered: 11
    case .receiverUnreachable: 12
    case .penYielded: 13
    case .clientsReleased: 14
    case .following: 15
    case .unfenced: 16
    case .penReturned: 17
    case .restartPolicyRestored: 18
    case .failed: 19
    case .budgetExceeded: 20
    case .abortRequested: 21
    case .holderChanged: 22
    }
  }
}

extension LeaseState {
  var index: Int {
    switch self {
    case .unknown: 0
    case .free: 1
    case .live: 2
    }
  }
}

extension LeaseEvent {
  var index: Int {
    switch self {
    case .learned: 0
    case .requested: 1
    case .renewed: 2
    case .released: 3
    case .expired: 4
    case .cutEnded: 5
    }
  }
}

extension WorkersState {
  var index: Int {
    switch self {
    case .idle: 0
    case .staged: 1
    case .draining: 2
    case .drained: 3
    case .promised: 4
    case .asking: 5
    case .supplying: 6
    case .starting: 7
    case .started: 8
    }
  }
}

extension WorkersEvent {
  var index: Int {
    switch self {
    case .staged: 0
    case .discardStaged: 1
    case .drain: 2
    case .stopsEnded: 3
    case .stopFailed: 4
    case .voteYes: 5
    case .flip: 6
    case .start: 7
    case .flipEnded: 8
    case .startEnded: 9
    case .failed: 10
    case .deadMan: 11
    case .holderAnswered: 12
    case .restarted: 13
    }
  }
}

extension RunState {
  var index: Int {
    switch self {
    case .ready: 0
    case .interrupted: 1
    case .reacquiring: 2
    case .running: 3
    case .holding: 4
    case .deciding: 5
    case .closing: 6
    case .ended: 7
    }
  }
}

extension RunEvent {
  var index: Int {
    switch self {
    case .begin: 0
    case .resume: 1
    case .finished: 2
    case .failed: 3
    case .proceed: 4
    case .abortRequested: 5
    case .giveUp: 6
    case .leaseLost: 7
    }
  }
}

extension Outcome {
  static let names = [
    "succeeded", "failed", "rolled back", "rolled back, something not put back", "undetermined", "incomplete",
  ]

  /// Without what it is about.
  var name: String {
    switch self {
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .rolledBack(_, let notPutBack): notPutBack.isEmpty ? "rolled back" : "rolled back, something not put back"
    case .undetermined: "undetermined"
    case .incomplete: "incomplete"
    }
  }
}
