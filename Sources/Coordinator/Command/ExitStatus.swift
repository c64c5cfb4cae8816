import ArgumentParser

/// What the coordinator's process ends with (design, "Commands"): scripts branch on these numbers.
enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Everything that was asked for is done.
  case done = 0
  /// Refused or failed, and nothing was changed.
  case refused = 1
  /// The command line is wrong, or a question could not be asked.
  case usage = 2
  /// The run failed and its changes were undone.
  case rolledBack = 3
  /// Still running on the agents; the end is not known here.
  case undetermined = 4
  /// `status` found an alarm.
  case degraded = 5
  /// The pen has moved and workers run on the target, but a later phase failed.
  case incomplete = 6

  /// What a command throws to end with this status after it has said everything itself.
  var exitCode: ExitCode { ExitCode(rawValue) }
}
