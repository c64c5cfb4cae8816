/// One participant's answer.
public enum Verdict: Sendable, Hashable, Codable {
  /// Everything that this participant must see holds.
  case yes
  /// Something does not; each finding says what.
  case no([Finding])

  /// Yes exactly when nothing was found.
  public init(findings: [Finding]) {
    self = findings.isEmpty ? .yes : .no(findings)
  }
}
