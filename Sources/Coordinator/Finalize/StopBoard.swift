import Cutover
import Synchronization

/// Why a finalize shall stop, left by whoever wants it, and taken by its shell between two steps.
final class StopBoard: Sendable {
  private let finding = Mutex<Finding?>(nil)

  /// Leaves a wish; the first one stays.
  func leave(_ wish: Finding) { finding.withLock { $0 = $0 ?? wish } }

  /// The wish; `nil` where nobody left one.
  var wish: Finding? { finding.withLock(\.self) }
}
