/// How a host reaches another one in the tailnet, as its tailscaled says.
public struct TailnetFacts: Codable, Hashable, Sendable {
  /// The kinds of path (Tailscale, `PingResult`).
  public enum Path: String, Codable, Hashable, Sendable, CaseIterable {
    /// From address to address.
    case direct
    /// Through another node of the tailnet.
    case peerRelay
    /// Through one of Tailscale's relays (DERP): slow, and shared with others.
    case relay
  }

  /// The path; none when tailscaled was not there to be asked, or did not get an answer.
  public var path: Path?
  /// The other end's address and port, or the relay's name.
  public var through: String?
  /// The time of one round trip, in microseconds.
  public var microseconds: Int?
  /// tailscaled's own state (`Running`, `NeedsLogin`, …); none when it does not answer.
  public var state: String?
  /// Why there is no path, in words.
  public var problem: String?

  /// Makes one from its fields.
  public init(
    path: Path? = nil, through: String? = nil, microseconds: Int? = nil, state: String? = nil, problem: String? = nil
  ) {
    self.path = path
    self.through = through
    self.microseconds = microseconds
    self.state = state
    self.problem = problem
  }
}
