/// A coordinator's request for the fleet's lease at one agent.
public struct LeaseRequest: Sendable, Hashable, Codable {
  /// The shell's number of this question; the answer carries it, since an answer may have to wait for a cut to end.
  public let id: UInt64
  /// The epoch and the run that it shall be bound to.
  public let grant: Grant
  /// Who asks, from where: operator, laptop and process, one coordinator's own; for the one who is refused, too.
  public let holder: String
  /// The operator typed `--takeover`: do not wait for a live lease to lapse.
  public let takeover: Bool

  /// As it arrives.
  public init(id: UInt64, grant: Grant, holder: String, takeover: Bool = false) {
    self.id = id
    self.grant = grant
    self.holder = holder
    self.takeover = takeover
  }
}
