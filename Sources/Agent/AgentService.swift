import Logging
import Protocol
import ServiceLifecycle
import Transport
import UnixSignals

/// The whole agent: what it is told, who it is, and the services that run until systemd says stop.
struct AgentService: Sendable {
  let configuration: AgentConfiguration
  let credentialsDirectory: String
  let environment: [String: String]
  let logger: Logger

  /// Runs until a SIGTERM or SIGINT; requests that change something are finished first.
  func run() async throws {
    let identity = try AgentCredentials.load(credentialsDirectory)
    try checkIdentity(identity.peerIdentity)
    let notification = ServiceNotification(
      socket: environment["NOTIFY_SOCKET"], watchdogMicroseconds: environment["WATCHDOG_USEC"])
    let ledger = RequestLedger()
    let trust = try TrustStore(own: identity, logger: logger)
    let services = try AgentServices(configuration: configuration, trust: trust, logger: logger)
    let listener = Listener(
      address: configuration.address, port: configuration.port, trust: trust,
      router: VerbRouter(services: services), ledger: ledger, notification: notification, logger: logger)
    // The last one is shut down first: no new request while those that run come to their end.
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: ledger), .init(service: services.settlement),
          .init(service: Recovery(services: services, logger: logger)),
          .init(service: ReturnWatch(returns: services.returns, docker: services.docker, logger: logger)),
          .init(service: SoakKeeper(services: services, logger: logger)),
          .init(service: Watchdog(notification: notification, ledger: ledger)),
          .init(service: listener),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
    notification.send(.stopping)
  }

  /// A certificate for another host would only show when somebody refuses it; better at the start.
  private func checkIdentity(_ found: PeerIdentity?) throws(ProtocolError) {
    let required = PeerIdentity(fleet: configuration.fleet, role: .agent, name: configuration.host)
    guard found == required else {
      throw ProtocolError(
        .identityRefused,
        "our certificate is for \(found.map(\.description) ?? "nobody"), the configuration for \(required)",
        next: "run `coordinator bootstrap`, which delivers the right one")
    }
  }
}
