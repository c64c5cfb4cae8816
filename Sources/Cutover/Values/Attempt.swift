/// One try at moving the pen. Ordered by epoch and number: of two attempts the later one makes the earlier impossible
/// (an epoch is bound to one run, so the run id needs no place in the order).
public struct Attempt: Sendable, Hashable, Codable, Comparable {
  /// The run that tries.
  public let run: RunID
  /// The epoch of its lease.
  public let epoch: Epoch
  /// Counts the tries of one epoch, from 1.
  public let number: UInt32

  /// Names one try.
  public init(run: RunID, epoch: Epoch, number: UInt32) {
    self.run = run
    self.epoch = epoch
    self.number = number
  }

  /// The lease under which it is tried.
  public var grant: Grant { Grant(epoch: epoch, run: run) }

  /// Earlier before later.
  public static func < (left: Attempt, right: Attempt) -> Bool {
    (left.epoch, left.number) < (right.epoch, right.number)
  }
}

extension Attempt: CustomStringConvertible {
  /// For reasons and reports.
  public var description: String { "attempt \(number) of run \(run), epoch \(epoch)" }
}
