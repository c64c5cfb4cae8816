/// How a finalize ended.
public enum FinalizeOutcome: Sendable, Hashable, Codable {
  /// Everything that was asked for is done.
  case done
  /// It stopped before anything was removed.
  case refused(Finding)
  /// It stopped after the removal was begun; another finalize goes on.
  case incomplete(Finding)

  /// The process's exit status (design, "Commands").
  public var exitCode: Int32 {
    switch self {
    case .done: 0
    case .refused: 1
    case .incomplete: 6
    }
  }

  /// In a word.
  public var word: String {
    switch self {
    case .done: "succeeded"
    case .refused: "refused, nothing removed"
    case .incomplete: "incomplete"
    }
  }
}
