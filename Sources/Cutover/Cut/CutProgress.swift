/// What has been asked for so far, whether or not it is known to have happened: what an undo has to take back.
struct CutProgress: Sendable, Hashable {
  var restartPolicyCleared = false
  var armed = false
  var entered = false
  var paused = false

  /// After a crash anything may have been done.
  static let unknown = CutProgress(
    restartPolicyCleared: true, armed: true, entered: true, paused: true)
}
