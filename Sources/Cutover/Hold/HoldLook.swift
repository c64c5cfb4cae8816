/// What the shell sees when it looks whether a hold is over.
public struct HoldLook: Sendable, Hashable {
  /// Somebody's lease is live here.
  public let leaseLive: Bool
  /// The pen record.
  public let pen: PenRecord?
  /// No worker of this host is being stopped, is stopped by a run, or waits for the pen's answer.
  public let workersRun: Bool
  /// Something of the hold is still to be put back.
  public let isChanged: Bool
  /// When.
  public let now: HoldMoment

  /// As seen at one moment.
  public init(leaseLive: Bool, pen: PenRecord?, workersRun: Bool, isChanged: Bool, now: HoldMoment) {
    self.leaseLive = leaseLive
    self.pen = pen
    self.workersRun = workersRun
    self.isChanged = isChanged
    self.now = now
  }
}
