/// Something that an agent saw in the soak and that must not be: the first time of each kind in a window.
public struct SoakFinding: Sendable, Hashable, Codable {
  /// What was looked at.
  public let check: SoakCheckID
  /// When it was seen: seconds since 1970.
  public let at: UInt64
  /// In words.
  public let finding: Finding

  /// As seen.
  public init(check: SoakCheckID, at: UInt64, finding: Finding) {
    self.check = check
    self.at = at
    self.finding = finding
  }
}
