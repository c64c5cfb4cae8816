import Cutover

/// What was found of the App.
struct AppFindings: Sendable {
  var results: [CheckResult]
  /// The names of its containers: clients of the Redis that a run takes care of.
  var containers: Set<String> = []
}
