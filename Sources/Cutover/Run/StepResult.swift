/// What a step came to: for the report, and for the machine.
public struct StepResult: Sendable, Hashable, Codable {
  /// What was seen.
  public let observed: String
  /// What had to be.
  public let required: String
  /// What the machine decides on.
  public let detail: StepDetail
  /// Of `preflight`: the failed checks that an operator has accepted by name.
  public let accepted: [CheckResult]?
  /// Of `cut`: what `verify` compares with; none of an older version, and where it could not be read.
  public let baseline: CutBaseline?

  /// Words for the report, no secrets.
  public init(
    observed: String = "", required: String = "", detail: StepDetail = .none, accepted: [CheckResult]? = nil,
    baseline: CutBaseline? = nil
  ) {
    self.observed = observed
    self.required = required
    self.detail = detail
    self.accepted = accepted
    self.baseline = baseline
  }
}
