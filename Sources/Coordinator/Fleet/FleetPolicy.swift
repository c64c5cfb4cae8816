import Cutover

/// Limits of a run in time and durability (design.md, "Safety" and "Phases of a run").
struct FleetPolicy: Hashable, Sendable {
  /// When the writing Redis calls fsync during cut to verify.
  enum Fsync: String, Hashable, Sendable, CaseIterable {
    /// Before each answer: a power cut loses no acknowledged job.
    case always
    /// Once a second, as Redis does unless told otherwise.
    case everysec
  }

  /// How long no Redis may accept writes before the cut is undone; must stay below the workers' lock time.
  var writePause: Duration = .seconds(1)
  /// How long a worker may take to finish its job before it is stopped.
  var drain: Duration = .seconds(60)
  /// How long the agents watch the new side after a cutover.
  var soak: Duration = .seconds(30 * 60)
  /// From where on what they see then is a finding.
  var soakThresholds = SoakThresholds()
  /// How long the follower stays attached without a coordinator before the drain.
  var hold: Duration = .seconds(24 * 60 * 60)
  /// Whether the old name goes on answering after a cutover, by a stand-in.
  var standIn = false
  /// fsync of the writing Redis from cut to verify.
  var fsync: Fsync = .everysec
}
