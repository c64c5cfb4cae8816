/// One check of one subject: what was seen, what must be, and what to do.
public struct CheckResult: Sendable, Hashable, Codable {
  /// Which check.
  public let id: CheckID
  /// Of whom: a host, or a container on it.
  public let subject: String
  /// What it came to.
  public let verdict: CheckVerdict
  /// What was seen; no secrets.
  public let observed: String
  /// What has to be.
  public let required: String
  /// The next command to type; empty where it passed.
  public let remedy: String
  /// How long its facts took to read; none where they came with others.
  public var milliseconds: Int?

  /// A result.
  public init(
    _ id: CheckID, _ subject: String, _ verdict: CheckVerdict, observed: String, required: String, remedy: String = "",
    milliseconds: Int? = nil
  ) {
    self.id = id
    self.subject = subject
    self.verdict = verdict
    self.observed = observed
    self.required = required
    self.remedy = verdict == .pass || verdict == .skipped ? "" : remedy
    self.milliseconds = milliseconds
  }

  /// Passes where the condition holds, else fails or warns.
  public init(
    _ id: CheckID, _ subject: String, holds: Bool, otherwise: CheckVerdict = .fail, observed: String, required: String,
    remedy: String
  ) {
    self.init(id, subject, holds ? .pass : otherwise, observed: observed, required: required, remedy: remedy)
  }
}

extension CheckResult: CustomStringConvertible {
  /// One line for a report.
  public var description: String {
    "\(id.rawValue) \(subject): \(observed); required: \(required)" + (remedy.isEmpty ? "" : "; \(remedy)")
  }
}
