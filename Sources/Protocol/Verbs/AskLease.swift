import Cutover

/// Takes, renews or gives back the fleet's lease on this agent, for the run and the epoch of the envelope.
public struct AskLease: Verb {
  /// The name on the wire.
  public static let name = VerbName.lease
  /// What is asked.
  public var action: LeaseAction
  /// Who asks: operator and laptop.
  public var holder: String
  /// Whether a live lease of another run is taken over.
  public var takeover: Bool

  /// Makes one from its fields.
  public init(action: LeaseAction, holder: String, takeover: Bool = false) {
    self.action = action
    self.holder = holder
    self.takeover = takeover
  }

  /// What the lease is now.
  public struct Reply: Codable, Hashable, Sendable {
    /// The lease that is live.
    public var grant: Grant
    /// This agent's pen record at that moment.
    public var pen: PenRecord?
    /// How long the lease holds without a renewal.
    public var seconds: Int
    /// What operators at other laptops want of this run, and who: for the coordinator that renews.
    public var wishes: [RunWish: String]?

    /// Makes one from its fields.
    public init(grant: Grant, pen: PenRecord? = nil, seconds: Int, wishes: [RunWish: String]? = nil) {
      self.grant = grant
      self.pen = pen
      self.seconds = seconds
      self.wishes = wishes
    }
  }
}
