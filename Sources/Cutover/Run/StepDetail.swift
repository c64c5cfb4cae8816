/// The part of a step's result that decides how the run goes on.
public enum StepDetail: Sendable, Hashable, Codable {
  /// Most steps: done is done.
  case none
  /// Of `provision`: whether this run made the Redis (or found one of this fleet's).
  case provisioned(created: Bool)
  /// Of `vote`.
  case votes(VoteCount)
  /// Of `cut`.
  case cut(CutResult)
  /// Of `askPen`.
  case pen(PenAnswer)
}
