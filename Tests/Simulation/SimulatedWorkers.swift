/// The workers of one host: containers with an environment of their own, and an env file for the next ones.
struct SimulatedWorkers {
  var isRunning = true
  /// Docker would start them again by itself.
  var restartsByItself = true
  /// Whose Redis the containers use.
  var redis: Int
  /// Whose Redis the env file supplies.
  var supplied: Int
}
