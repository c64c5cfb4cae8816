import Certificates
import Cutover
import Foundation
import Protocol

/// Puts a run's session together from the command line: fleet file, password, connections.
enum RunSetup {
  /// Reads what a run needs.
  /// - Throws: the error that the command ends with.
  static func session(
    _ options: SharedOptions, takeover: Bool = false, accepted: Set<CheckID> = [], planHash: String? = nil,
    workersOnly: Bool = false, standIn: Bool? = nil
  ) throws -> RunSession {
    let console = options.console()
    let fleet = try options.loadFleet(console)
    guard let redis = fleet.redis else {
      throw OperatorError(
        code: "fleet_without_redis", message: "this fleet has no Redis pair", observed: "no `redis` in \(fleet.file)",
        required: "`redis.source` and `redis.target`", next: "see deploy/fleet.example.yaml")
    }
    guard redis.source.password == nil else {
      throw OperatorError(
        code: "source_password", message: "a source Redis with a password is not moved by this version",
        observed: "`redis.source.password` in \(fleet.file)", required: "a source without a password",
        next: "follow the project's CHANGELOG for its release")
    }
    let environment = ProcessInfo.processInfo.environment
    let directory = CertificateAuthority.directory(fleet: fleet.name, environment: environment)
    let password = try TargetPassword.load(redis.target.password, directory: directory, environment: environment)
    let url = password.withRevealed { RedisURLText.text(address: redis.target.publish, password: $0) }
    let laptop = LaptopIdentity()
    let stateDirectory = stateDirectory(fleet: fleet.name, environment: environment)
    let app = AppAccess(
      fleet.app, stateDirectory: stateDirectory, environment: environment,
      acceptsPlainHTTP: accepted.contains(.plainHTTP))
    return RunSession(
      subject: RunSubject(fleet: fleet, redis: redis, targetURL: Secret(url), targetPassword: password, app: app),
      agents: try FleetConnections(fleet: fleet, laptop: laptop), console: console, isConfirmed: options.yes,
      holder: "\(laptop) (process \(getpid()))",
      stateDirectory: stateDirectory,
      takeover: takeover, accepted: accepted, planHash: planHash, movesApp: !workersOnly,
      notices: notices(fleet.notice, environment, console), standIn: standIn ?? fleet.policy.standIn)
  }

  /// A webhook never keeps a run from beginning: where its secret is not there, that is said, and nobody is told.
  private static func notices(
    _ notice: FleetNotice?, _ environment: [String: String], _ console: Console
  ) -> NoticeSender? {
    guard let notice else { return nil }
    guard let source = notice.authorization else { return NoticeSender(url: notice.url, authorization: nil) }
    guard let secret = source.secret(in: environment), secret.withRevealed(isHeader) else {
      console.note("no notices are sent: notice.header needs one line of visible text in \(source.place)")
      return nil
    }
    return NoticeSender(url: notice.url, authorization: secret)
  }

  private static func isHeader(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7f).contains($0) } }

  /// Reads what a run needs, and runs it.
  /// - Throws: the error that the command ends with.
  static func run(
    _ direction: Direction, _ options: SharedOptions, takeover: Bool, accepted: Set<CheckID>,
    holdsAfterSync: Bool = false, planHash: String? = nil, workersOnly: Bool = false, standIn: Bool? = nil
  ) async throws {
    let session = try session(
      options, takeover: takeover, accepted: accepted, planHash: planHash, workersOnly: workersOnly,
      standIn: standIn)
    let status = try await session.run(direction, holdsAfterSync: holdsAfterSync)
    guard status == .done else { throw status.exitCode }
  }

  /// `${XDG_STATE_HOME:-~/.local/state}/cutover/FLEET` (design, "Where things lie").
  static func stateDirectory(
    fleet: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    let home = environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
    let base = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "\(home)/.local/state"
    return "\(base)/cutover/\(fleet)"
  }
}
