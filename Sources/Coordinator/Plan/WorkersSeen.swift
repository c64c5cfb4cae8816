import Cutover
import Protocol

/// Which worker containers there are, by the identity that only making one anew changes. A run compares what it saw at
/// its preflight with what is there before the drain and before the cut: somebody who deploys meanwhile would be stopped
/// half-way, or run beside what is moved.
struct WorkersSeen: Hashable, Sendable {
  /// One container.
  struct Identity: Hashable, Sendable {
    /// Its id; none where the service has no container.
    let container: String?
    /// The hash of the definition that it was made from.
    let definition: String?
  }

  /// By service and host: `worker-ocr on vps-01`.
  private(set) var identities: [String: Identity] = [:]

  /// Nothing seen.
  init() {}

  /// Adds a project's workers.
  mutating func add(_ workers: [WorkerFacts], on host: HostID) {
    for worker in workers {
      identities["\(worker.service) on \(host)"] = Identity(
        container: worker.identifier, definition: worker.configuration)
    }
  }

  /// What somebody else has done since, in words; empty where nothing. That a worker stopped or runs is the run's own
  /// doing.
  func drift(to now: WorkersSeen) -> [String] {
    Set(identities.keys).union(now.identities.keys).sorted().compactMap { name in
      switch (identities[name], now.identities[name]) {
      case (let before?, let after?):
        if before.definition != after.definition {
          return "\(name) was made anew from another definition"
        }
        return before.container == after.container ? nil : "\(name) was made anew"
      case (nil, _?): return "\(name) is new"
      case (_?, nil): return "\(name) is gone"
      case (nil, nil): return nil
      }
    }
  }
}
