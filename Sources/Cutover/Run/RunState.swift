/// Where a run stands.
public enum RunState: Sendable, Hashable {
  /// Not begun. Exits: `running`, `ended` by an abort.
  case ready
  /// Rebuilt from a journal that has no end. Exits: `reacquiring`.
  case interrupted
  /// Resumed, or the lease ended under the run: first the lease, under a new epoch. Exits: `running`, `deciding`,
  /// `closing`, `ended`.
  case reacquiring
  /// Steps of this stage of a phase are in flight. Exits: the next stage or phase, `holding`, `deciding`, `closing`,
  /// `reacquiring`, `ended`.
  case running(Phase, stage: Int, pending: Set<Step>)
  /// The copy follows; waiting for `proceed`. Exits: `running`, `closing`, `reacquiring`.
  case holding
  /// How the cut ended is not known: both agents are being asked, of whom these did not answer last time. Exits:
  /// `running` once the pen has moved, `closing` once it cannot, `reacquiring` where the lease ended meanwhile, `ended`
  /// when the shell gives up.
  case deciding(Finding, unreached: Set<HostID>)
  /// Taking back, or only giving back the lease. Exits: `ended`, `reacquiring`.
  case closing(RunClosing)
  /// Over. No exit.
  case ended(Outcome)
}
