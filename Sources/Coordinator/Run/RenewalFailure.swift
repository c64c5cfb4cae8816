import Cutover
import Protocol

/// A renewal of the lease that an agent refused or did not answer, and the epoch that it was for.
struct RenewalFailure: Error {
  /// The epoch under which it was asked.
  let epoch: Epoch
  /// Why not.
  let error: ProtocolError
}
