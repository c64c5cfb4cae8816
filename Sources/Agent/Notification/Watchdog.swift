import ServiceLifecycle

/// Tells systemd at half its interval that the agent lives. The sign comes through the request ledger's actor, so an agent
/// whose work is stuck is restarted.
struct Watchdog: Service {
  let notification: ServiceNotification
  let ledger: RequestLedger

  func run() async throws {
    guard let interval = notification.watchdogInterval else {
      try await gracefulShutdown()
      return
    }
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await ledger.isResponsive()
        notification.send(.watchdog)
        // Cancelled at the shutdown, which ends the loop.
        try? await Task.sleep(for: interval)
      }
    }
  }
}
