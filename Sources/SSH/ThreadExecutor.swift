/// A serial executor on a thread of its own, so that calls which block (name resolution, the decryption of a key, the
/// ssh-agent's socket, `poll`) never hold a thread of the shared cooperative pool.

import Dispatch
import Foundation
import Synchronization

/// Runs the jobs of one actor, in order, on one thread that lives until ``stop()``.
final class ThreadExecutor: SerialExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var stopped = false
  }

  private let state = Mutex(State())
  private let available = DispatchSemaphore(value: 0)

  /// Starts the thread. It keeps the executor alive until it ends.
  init(name: String) {
    let thread = Thread { [self] in serve() }
    thread.name = name
    thread.start()
  }

  /// Takes a job; it runs after those before it.
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
    available.signal()
  }

  /// Ends the thread once the jobs taken so far have run.
  func stop() {
    state.withLock { $0.stopped = true }
    available.signal()
  }

  private func serve() {
    while true {
      available.wait()
      let job: UnownedJob? = state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
      if let job {
        job.runSynchronously(on: asUnownedSerialExecutor())
      }
      if state.withLock({ $0.stopped && $0.jobs.isEmpty }) { return }
    }
  }
}
