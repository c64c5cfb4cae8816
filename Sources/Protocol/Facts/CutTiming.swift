/// How long one step of the cut took.
public struct CutTiming: Codable, Hashable, Sendable {
  /// The step's name.
  public var step: String
  /// From asking to answer.
  public var microseconds: Int

  /// Makes one from its fields.
  public init(step: String, microseconds: Int) {
    self.step = step
    self.microseconds = microseconds
  }
}
