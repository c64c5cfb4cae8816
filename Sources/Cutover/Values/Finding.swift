/// Why something was refused or failed, in words for an operator: what was seen, what must be, and what to do next.
public struct Finding: Sendable, Hashable, Codable {
  /// What was seen.
  public let observed: String
  /// What has to be true instead.
  public let required: String
  /// What the operator can do; empty where nothing but another try helps.
  public let next: String

  /// Words for an operator; no secrets.
  public init(observed: String, required: String, next: String = "") {
    self.observed = observed
    self.required = required
    self.next = next
  }
}

extension Finding: CustomStringConvertible {
  /// One line for a report.
  public var description: String {
    let sentence = "observed \(observed), required \(required)"
    return next.isEmpty ? sentence : "\(sentence); next: \(next)"
  }
}
