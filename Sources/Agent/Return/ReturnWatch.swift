import Docker
import Logging
import ServiceLifecycle

/// Hears from Docker what happens to this host's containers, and lets ``ReturnGuard`` act on it at once. When the stream
/// ends, as it does with the daemon, everything is looked at again before the next event: none is missed.
struct ReturnWatch: Service {
  let returns: ReturnGuard
  let docker: DockerAccess
  let logger: Logger

  /// `kill` comes before the process ends: the one moment to cut off a Redis that `docker restart` is about to start.
  private static let filters = ["type": ["container"], "event": ["create", "start", "kill", "die"]]

  func run() async {
    await cancelWhenGracefulShutdown {
      await withDiscardingTaskGroup { group in
        group.addTask {
          while !Task.isCancelled {
            await returns.lookAtAll()
            // Cancelled at the shutdown, which ends the loop.
            try? await Task.sleep(for: .seconds(1))
          }
        }
        while !Task.isCancelled {
          do {
            let engine = try await docker.connected()
            try await engine.withEvents(filters: Self.filters) { events in
              group.addTask { await returns.lookAtAll() }
              for try await event in events {
                guard let container = await returns.heard(event) else { continue }
                group.addTask { await returns.drive(container) }
              }
            }
          } catch {
            logger.debug("Docker's events have ended", metadata: ["error": "\(error)"])
          }
          try? await Task.sleep(for: .milliseconds(100))
        }
      }
    }
  }
}
