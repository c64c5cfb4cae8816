import Cutover

/// What stands around every request: read first, so that version, role, epoch and deadline are judged before the fields
/// of the verb are looked at.
public struct RequestHeader: Codable, Hashable, Sendable {
  /// The contract's version that the asker speaks.
  public var version: Int
  /// The asker's own name for this request. A repeated one gets the first one's answer.
  public var id: String
  /// What is asked.
  public var verb: VerbName
  /// The run on whose behalf; none for questions outside a run.
  public var run: RunID?
  /// The fencing token of that run.
  public var epoch: Epoch?
  /// How long the asker waits, in milliseconds from when the request arrives (clocks of two hosts are never compared).
  public var deadlineMilliseconds: Int?

  /// Makes a header.
  public init(
    version: Int = ProtocolVersion.current, id: String, verb: VerbName, run: RunID? = nil, epoch: Epoch? = nil,
    deadlineMilliseconds: Int? = nil
  ) {
    self.version = version
    self.id = id
    self.verb = verb
    self.run = run
    self.epoch = epoch
    self.deadlineMilliseconds = deadlineMilliseconds
  }
}
