/// What a failure means for a run in a direction: the one place where a way back is judged otherwise than a move.
extension CheckID {
  /// Whether a failure is a reason to go back rather than one against it: what has gone wrong on the new side, or was
  /// never needed on the old one. What the way back itself rests on is none: the role, one server alone, read-only
  /// followers, versions, the env file, the agents' own room and Docker, the App's old value.
  public var isReasonToGoBack: Bool {
    switch self {
    case .memory, .overcommit, .restarters, .eviction, .evicted, .persistence, .containerMemory, .dangling, .running,
      .url, .jobs, .connections, .restarts, .grace, .dependents, .mounts, .moduleErrors, .started, .appContainer, .path:
      true
    case .docker, .disk, .clock, .answers, .role, .standalone, .readOnly, .versions, .databases, .modules, .functions,
      .clients, .target, .publish, .image, .password, .room, .login, .reach, .variable, .otherVariables, .plainHTTP,
      .coolify, .abilities, .appVariable, .deployments, .finalizeAgents, .finalizePen, .finalizeRun, .finalizeAge,
      .finalizeLink, .finalizeClients, .finalizeCompose, .finalizeRoom:
      false
    }
  }

  /// What a verdict comes to for a run in this direction.
  public func verdict(_ judged: CheckVerdict, for direction: Direction) -> CheckVerdict {
    switch (judged, direction) {
    case (.fail, .rollback): isReasonToGoBack ? .warn : .fail
    case (.fail, .cutover), (.pass, _), (.warn, _), (.skipped, _): judged
    }
  }
}

extension CheckResult {
  /// The same, as it counts for a run in this direction.
  public func judged(for direction: Direction) -> CheckResult {
    CheckResult(
      id, subject, id.verdict(verdict, for: direction), observed: observed, required: required, remedy: remedy,
      milliseconds: milliseconds)
  }
}
