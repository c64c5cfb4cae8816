/// What is known of the holder when it must be decided who un-fences.
public enum HolderStanding: Sendable, Hashable, Codable, CaseIterable {
  /// HOLD.
  case hold
  /// CUT, in the process that began it, which has not sent a promote.
  case cutPromoteNeverSent
  /// CUT, and a promote may have been sent: it was, or the process that knew is gone.
  case cutPromoteMaybeSent
  /// NOT.
  case not
}
