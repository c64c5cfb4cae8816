import Foundation
import Protocol

/// Coolify's API v1, as far as a run needs it. Each function is one call, which is repeated only after an answer that
/// says that nothing was done.
struct CoolifyClient: Sendable {
  /// How often one call waits because Coolify is busy (429).
  static let mostWaits = 3
  /// How many rows of the queue are read: Coolify's own default, the newest first.
  static let newestRows = 10

  private let address: CoolifyAddress
  private let token: Secret
  private let http: any CoolifyTransport
  private let timer: CoolifyTimer

  init(address: CoolifyAddress, token: Secret, http: any CoolifyTransport, timer: CoolifyTimer = .real) {
    self.address = address
    self.token = token
    self.http = http
    self.timer = timer
  }

  /// The application; its number from its deployments, where the API hides it.
  func application(_ uuid: String) async throws(CoolifyError) -> CoolifyApplication {
    let path = "/applications/\(CoolifyRequest.segment(uuid))"
    var application = try decode(CoolifyApplication.self, try await need(.get, path), of: .get, path)
    if application.id == nil {
      application.id = try await rows(of: uuid).deployments.lazy.compactMap(\.application).first
    }
    return application
  }

  /// Every stored variable, the duplicates for previews included.
  func variables(of application: String) async throws(CoolifyError) -> [CoolifyVariable] {
    let path = environment(of: application)
    return try decode([CoolifyVariable].self, try await need(.get, path), of: .get, path)
  }

  /// Changes a stored variable.
  ///
  /// - Throws: `variable` where it is not stored any more.
  func change(_ body: CoolifyVariableBody, of application: String) async throws(CoolifyError) {
    switch try await write(body, .patch, of: application) {
    case .done: return
    case .absent:
      throw Self.conflict(
        "\(body.key) is not stored for the application any more", wanted: "the variable that was read")
    case .exists: throw unexpected(.patch, environment(of: application), status: 409)
    }
  }

  /// Stores a new variable and returns its UUID, by which it can be deleted.
  ///
  /// - Throws: `variable` where one of that name is stored already.
  func create(_ body: CoolifyVariableBody, of application: String) async throws(CoolifyError) -> String {
    switch try await write(body, .post, of: application) {
    case .done(let reply):
      return try decode(Created.self, reply, of: .post, environment(of: application)).uuid
    case .absent: throw noApplication
    case .exists: throw Self.conflict("\(body.key) is stored for the application already", wanted: "no such variable")
    }
  }

  /// Deletes a stored variable; one that is gone already is fine.
  func delete(variable: String, of application: String) async throws(CoolifyError) {
    let path = "\(environment(of: application))/\(CoolifyRequest.segment(variable))"
    let (reply, meaning) = try await call(.delete, path)
    switch meaning {
    case .answer, .absent: return
    case .exists, .refused, .wait: throw unexpected(.delete, path, status: reply.status)
    }
  }

  /// The newest rows of the application's queue, without those of previews.
  func deployments(of application: String) async throws(CoolifyError) -> CoolifyDeployments {
    try await rows(of: application).withoutPreviews
  }

  /// A deployment by its UUID; nil where Coolify has no such row, which may be so even for a UUID that it just answered.
  func deployment(_ uuid: String) async throws(CoolifyError) -> CoolifyDeployment? {
    let path = "/deployments/\(CoolifyRequest.segment(uuid))"
    let (reply, meaning) = try await call(.get, path)
    switch meaning {
    case .answer: return try decode(CoolifyDeployment.self, reply, of: .get, path)
    case .absent: return nil
    case .exists, .refused, .wait: throw unexpected(.get, path, status: reply.status)
    }
  }

  /// Asks for a deployment; returns its UUID if Coolify says one.
  func deploy(_ application: String) async throws(CoolifyError) -> String? {
    // In the query: older versions do not look for it in the body.
    let path = "/deploy?uuid=\(CoolifyRequest.segment(application))"
    let queued = try decode(Queued.self, try await need(.post, path, body: Self.noFields), of: .post, path)
    return (queued.deployments.first { $0.resource == application } ?? queued.deployments.first)?.uuid
  }

  /// Asks for a restart, which creates the container anew with the stored variables; returns the UUID of its deployment
  /// if Coolify says one.
  func restart(_ application: String) async throws(CoolifyError) -> String? {
    let path = "/applications/\(CoolifyRequest.segment(application))/restart"
    return try decode(Restarted.self, try await need(.post, path, body: Self.noFields), of: .post, path).uuid
  }

  // MARK: - Calls

  /// Looks for abilities that the token lacks by calls about an application that cannot exist: with the ability Coolify
  /// answers that there is none (404), without it that the ability is missing (403). Nothing can be changed by them.
  /// - Returns: those of `write` and `deploy` that are missing; reading is proven by reading.
  func probe() async throws(CoolifyError) -> [String] {
    let nowhere = "/applications/cutover-probe-of-abilities"
    // Without a value, so that it would be refused even where it could be stored.
    let body = Secret(#"{"key":"CUTOVER_PROBE"}"#)
    let calls: [(ability: String, method: CoolifyRequest.Method, path: String, body: Secret)] = [
      ("write", .patch, "\(nowhere)/envs", body), ("deploy", .post, "\(nowhere)/restart", body),
    ]
    var missing: [String] = []
    for call in calls {
      do throws(CoolifyError) {
        let (reply, meaning) = try await self.call(call.method, call.path, body: call.body)
        switch meaning {
        case .absent, .refused: continue
        case .answer, .exists, .wait: throw unexpected(call.method, call.path, status: reply.status)
        }
      } catch {
        guard error.code == .ability else { throw error }
        missing.append(call.ability)
      }
    }
    return missing
  }

  private struct Created: Decodable { let uuid: String }

  private struct Restarted: Decodable {
    let uuid: String?
    private enum CodingKeys: String, CodingKey { case uuid = "deployment_uuid" }
  }

  private struct Queued: Decodable {
    struct Row: Decodable {
      let uuid: String?
      let resource: String?
      private enum CodingKeys: String, CodingKey {
        case uuid = "deployment_uuid"
        case resource = "resource_uuid"
      }
    }
    let deployments: [Row]
  }

  /// How writing a variable ended.
  private enum Written {
    case done(CoolifyReply)
    case absent
    case exists
  }

  private static let noFields = Secret("{}")

  private func environment(of application: String) -> String {
    "/applications/\(CoolifyRequest.segment(application))/envs"
  }

  private func rows(of application: String) async throws(CoolifyError) -> CoolifyDeployments {
    let path = "/deployments/applications/\(CoolifyRequest.segment(application))?skip=0&take=\(Self.newestRows)"
    return try decode(CoolifyDeployments.self, try await need(.get, path), of: .get, path)
  }

  /// Writes a variable, without the flags that this version refuses.
  private func write(
    _ body: CoolifyVariableBody, _ method: CoolifyRequest.Method, of application: String
  ) async throws(CoolifyError) -> Written {
    let path = environment(of: application)
    var body = body
    while true {
      guard let json = try? body.revealedJSON() else { throw unexpected(method, path, status: nil) }
      let (reply, meaning) = try await call(method, path, body: Secret(String(decoding: json, as: UTF8.self)))
      switch meaning {
      case .answer: return .done(reply)
      case .absent: return .absent
      case .exists: return .exists
      case .refused(let fields):
        // Ends: each retry has fewer fields.
        guard let retry = body.retry(refused: fields) else { throw unexpected(method, path, status: reply.status) }
        body = retry
      case .wait: throw busy
      }
    }
  }

  /// A call about the application that has only one good end.
  private func need(
    _ method: CoolifyRequest.Method, _ path: String, body: Secret? = nil
  ) async throws(CoolifyError) -> CoolifyReply {
    let (reply, meaning) = try await call(method, path, body: body)
    switch meaning {
    case .answer: return reply
    case .absent: throw noApplication
    case .exists, .refused, .wait: throw unexpected(method, path, status: reply.status)
    }
  }

  /// One call, again after each answer that asks to wait.
  private func call(
    _ method: CoolifyRequest.Method, _ path: String, body: Secret? = nil
  ) async throws(CoolifyError) -> (CoolifyReply, CoolifyReply.Meaning) {
    let request = CoolifyRequest(method: method, address: address, path: path, token: token, body: body)
    for attempt in 0...Self.mostWaits {
      let reply = try await http.send(request)
      let meaning = try reply.meaning()
      guard case .wait(let seconds) = meaning else { return (reply, meaning) }
      if attempt < Self.mostWaits { try await timer.wait(.seconds(seconds)) }
    }
    throw busy
  }

  private func decode<Value: Decodable>(
    _ type: Value.Type, _ reply: CoolifyReply, of method: CoolifyRequest.Method, _ path: String
  ) throws(CoolifyError) -> Value {
    // The decoder's own error may quote the reply.
    guard let value = try? JSONDecoder().decode(type, from: reply.body) else {
      throw unexpected(method, path, status: reply.status)
    }
    return value
  }

  // MARK: - Failures

  private var busy: CoolifyError {
    CoolifyError(
      code: .busy, observed: "Coolify was too busy for one call \(Self.mostWaits + 1) times in a row",
      required: "an answer", next: "wait until Coolify is less busy, then repeat the command")
  }

  private var noApplication: CoolifyError {
    CoolifyError(
      code: .application, observed: "Coolify has no such application, or not for the token's team",
      required: "the UUID at the end of the application's address in Coolify",
      next: "correct app.coolify.application in the fleet file, or name a token of the application's team")
  }

  private static func conflict(_ observed: String, wanted: String) -> CoolifyError {
    CoolifyError(
      code: .variable, observed: observed, required: wanted,
      next: "find out who else changes the application's variables, then repeat the command")
  }

  private func unexpected(_ method: CoolifyRequest.Method, _ path: String, status: Int?) -> CoolifyError {
    let answer = status.map { "HTTP status \($0) and a body that is not of its API v1" } ?? "nothing that can be read"
    return CoolifyError(
      code: .reply, observed: "Coolify answered \(method.rawValue) \(path) with \(answer)",
      required: "an answer of its API v1", next: "look at Coolify's version (v4) and its log, then repeat the command")
  }
}
