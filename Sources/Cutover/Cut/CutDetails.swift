/// What the passed cut was: for the report, and for the checks after it.
public struct CutDetails: Sendable, Hashable, Codable {
  /// Where both sides stood when the pen moved; nil when the proof was lost with the process that had it.
  public let position: ReplicationPosition?
  /// Jobs by queue, equal on both sides, at that position.
  public let depths: [QueueDepth]
  /// What did not work after the commit point, such as the reverse link.
  public let warnings: [Finding]

  /// As the cut saw it.
  public init(position: ReplicationPosition?, depths: [QueueDepth], warnings: [Finding]) {
    self.position = position
    self.depths = depths
    self.warnings = warnings
  }
}
