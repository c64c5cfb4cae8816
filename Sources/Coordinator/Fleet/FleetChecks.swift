/// Adjustments of the preflight checks to a fleet's workers.
struct FleetChecks: Hashable, Sendable {
  /// A bind mount that a worker may have: the runbook's `worker-content-sync:/content`.
  struct AllowedMount: Hashable, Sendable {
    /// Compose service.
    let service: String
    /// Path inside the container.
    let destination: String
  }

  /// Bind mounts that are no source code.
  var allowedMounts: [AllowedMount] = []
  /// The regular expression of the log line that says that a worker has started; nil: not checked.
  var started: String?
}
