/// How a run ended (design, "Vocabulary" and "Commands").
public enum Outcome: Sendable, Hashable, Codable {
  /// Everything to the soak is done; of a rehearsal: everything to the gate held, and is detached again.
  case succeeded
  /// It failed before it had changed anything.
  case failed(Finding)
  /// It failed, or was aborted, and everything that it had changed is as before, but for what is listed.
  case rolledBack(Finding, notPutBack: [UndoFailure])
  /// Who holds the pen is not known here until one of these agents is reached; the agents go on by themselves.
  case undetermined(mustReach: [HostID], Finding)
  /// The pen has moved, and something after that failed: nothing is taken back by itself.
  case incomplete(Phase, [Finding])

  /// The process's exit code: 0 done, 1 failed with nothing changed, 3 rolled back, 4 undetermined, 6 incomplete. A
  /// rollback that left something behind is 4: some host must be reached to know how it stands.
  public var exitCode: Int32 {
    switch self {
    case .succeeded: 0
    case .failed: 1
    case .rolledBack(_, let notPutBack): notPutBack.isEmpty ? 3 : 4
    case .undetermined: 4
    case .incomplete: 6
    }
  }
}
