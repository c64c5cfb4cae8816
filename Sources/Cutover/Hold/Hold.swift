/// What an agent changed for a run that follows live and has stopped nothing yet, and how long that may stay when nobody
/// watches any more (`policy.hold`).
public struct Hold: Sendable, Hashable, Codable {
  /// Which side of the copy this host is.
  public let role: HoldRole
  /// Under whose orders it was made.
  public let grant: Grant
  /// How long it stays without a live lease.
  public let seconds: UInt64

  /// As the order says it.
  public init(role: HoldRole, grant: Grant, seconds: UInt64) {
    self.role = role
    self.grant = grant
    self.seconds = seconds
  }
}
