/// A window and what was seen in it so far: what an agent tells whoever asks.
public struct SoakWatch: Sendable, Hashable, Codable {
  /// The window.
  public let window: SoakWindow
  /// What was seen.
  public var summary: SoakSummary
  /// What must not be, in the order seen; at most one a check.
  public var findings: [SoakFinding]
  /// Why it has ended; none while it is open.
  public var end: SoakEnd?

  /// A window with what was seen in it.
  public init(
    window: SoakWindow, summary: SoakSummary = SoakSummary(), findings: [SoakFinding] = [], end: SoakEnd? = nil
  ) {
    self.window = window
    self.summary = summary
    self.findings = findings
    self.end = end
  }
}
