import Cutover
import Foundation
import Protocol

/// The App as an application of a Coolify: its variable is changed before the drain without a deployment, so that after
/// the cut only its container is made anew. Every step may be repeated.
struct CoolifyApp: Sendable {
  let client: CoolifyClient
  /// The application's UUID.
  let application: String
  /// The variable's name.
  let variable: String
  let records: AppRecordFile

  /// Stores the new value, after the old one is on this laptop's disk. A deployment that is under way may have read the
  /// old value, so it is waited for first.
  /// - Returns: what was done, in words.
  func store(_ new: Secret) async throws(OperatorError) -> String {
    try await whenIdle()
    let rows = try await rows()
    let choice = try choice(rows)
    let wanted = Self.address(of: new)
    switch choice {
    case .change(let row, let old):
      guard old != new else { return "\(variable) leads to \(wanted) in Coolify already" }
      try records.write(AppRecord(application: application, key: variable, old: old))
      try await coolify { () async throws(CoolifyError) in
        try await client.change(CoolifyVariableBody(changing: row, to: new), of: application)
      }
    case .create:
      try records.write(AppRecord(application: application, key: variable, old: nil))
      try await coolify { () async throws(CoolifyError) in
        _ = try await client.create(CoolifyVariableBody(creating: variable, value: new), of: application)
      }
    }
    try await require(new)
    return "\(variable) in Coolify \(Self.words(of: choice)) → \(wanted), not deployed yet"
  }

  /// Stores what was there before, or deletes what was not.
  /// - Returns: what was done, in words.
  /// - Throws: ``OperatorError`` where this laptop does not have the old value.
  func restore() async throws(OperatorError) -> String {
    try await whenIdle()
    guard let record = try records.read(application: application, key: variable) else { throw noRecord }
    let rows = try await rows()
    let choice = try choice(rows)
    switch (choice, record.old) {
    case (.change(let row, let present), let old?):
      if present != old {
        try await coolify { () async throws(CoolifyError) in
          try await client.change(CoolifyVariableBody(changing: row, to: old), of: application)
        }
      }
      try await require(old)
    case (.change(let row, _), nil):
      try await coolify { () async throws(CoolifyError) in
        try await client.delete(variable: row.uuid, of: application)
      }
    case (.create, let old?):
      try await coolify { () async throws(CoolifyError) in
        _ = try await client.create(CoolifyVariableBody(creating: variable, value: old), of: application)
      }
      try await require(old)
    case (.create, nil): break
    }
    return record.old.map { "\(variable) in Coolify → \(Self.address(of: $0)), as before, not deployed yet" }
      ?? "\(variable) deleted in Coolify, where it was not before; not deployed yet"
  }

  /// Makes the App's container anew with what is stored. A restart needs no build; for some build packs it is a whole
  /// deployment anyway, by the same call (contracts.md, section 1).
  /// - Returns: what was done, in words. That a deployment has finished proves nothing yet.
  func deploy() async throws(OperatorError) -> String {
    let known = try await whenIdle()
    let found = try await self.found()
    let outcome = try await coolify { () async throws(CoolifyError) in
      try await rollout.perform(.restart, known: known, within: Self.longestDeployment)
    }
    switch outcome {
    case .finished: return "restarted by Coolify"
    case .failed, .cancelled, .lost:
      throw OperatorError(
        code: "app_deployment", message: "Coolify did not deploy the App",
        observed: outcome == .lost
          ? "no deployment of \(found.name) in Coolify's queue" : "the deployment of \(found.name) was \(outcome)",
        required: "a deployment that finishes",
        next: "look at its log in Coolify, deploy the App there, then: coordinator check app; \(variable) is stored")
    }
  }

  /// The application as Coolify has it.
  func found() async throws(OperatorError) -> CoolifyApplication {
    try await coolify { () async throws(CoolifyError) in try await client.application(application) }
  }

  /// Abilities that the token lacks, by calls that can change nothing.
  func missingAbilities() async throws(OperatorError) -> [String] {
    try await coolify { () async throws(CoolifyError) in try await client.probe() }
  }

  /// The variable as it is stored.
  func stored() async throws(OperatorError) -> CoolifyVariableChoice { try choice(try await rows()) }

  /// Deployments of the App that are under way.
  func inFlight() async throws(OperatorError) -> [CoolifyDeployment] {
    try await coolify { () async throws(CoolifyError) in try await client.deployments(of: application) }.inFlight
  }

  /// The label by which Docker knows the App's containers (contracts.md, section 1).
  /// - Throws: ``OperatorError`` for an App that was never deployed: Coolify tells its number with a deployment only.
  func selector() async throws(OperatorError) -> AppSelector {
    let found = try await found()
    guard let id = found.id else {
      throw OperatorError(
        code: "app_never_deployed", message: "the App's containers cannot be found",
        observed: "\(found.name) has no deployment in Coolify", required: "one, which tells the number in their labels",
        next: "deploy it in Coolify; or leave it out with --workers-only")
    }
    return .label("coolify.applicationId=\(id)")
  }

  /// `host:port` of a value; no part of it is shown where it is no Redis URL.
  static func address(of value: Secret) -> String {
    value.withRevealed { text in
      guard let url = URLComponents(string: text), url.scheme == "redis" || url.scheme == "rediss",
        let host = url.host, !host.isEmpty
      else { return "a value that is no Redis URL" }
      return "\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(url.port ?? 6379)"
    }
  }

  private static func words(of choice: CoolifyVariableChoice) -> String {
    switch choice {
    case .change(_, let old): address(of: old)
    case .create: "(absent)"
    }
  }

  private var noRecord: OperatorError {
    OperatorError(
      code: "app_old_value", message: "this laptop does not know what the App's \(variable) was",
      observed: "no record in \(records.path)", required: "the record that the cutover's laptop wrote",
      next: "copy that file from the laptop of the cutover (coordinator history names it); or set \(variable) back in "
        + "Coolify by hand, then coordinator rollback --workers-only")
  }

  private func rows() async throws(OperatorError) -> [CoolifyVariable] {
    try await coolify { () async throws(CoolifyError) in try await client.variables(of: application) }
  }

  private func choice(_ rows: [CoolifyVariable]) throws(OperatorError) -> CoolifyVariableChoice {
    do throws(CoolifyError) {
      return try CoolifyVariableChoice(of: variable, in: rows)
    } catch {
      throw error.operatorError
    }
  }

  /// Coolify answers a change with what it was sent: only another look says what it has stored.
  private func require(_ wanted: Secret) async throws(OperatorError) {
    if case .change(_, let stored) = try choice(try await rows()), stored == wanted { return }
    throw OperatorError(
      code: "app_variable", message: "Coolify did not store the App's \(variable)",
      observed: "another value of \(variable) after the change", required: Self.address(of: wanted),
      next: "look at the application's variables in Coolify")
  }

  private static let longestDeployment = Duration.seconds(1200)

  private var rollout: CoolifyRollout { CoolifyRollout(client: client, application: application) }

  /// Waits for deployments that are under way.
  /// - Returns: the rows of the queue then.
  @discardableResult
  func whenIdle() async throws(OperatorError) -> CoolifyDeployments {
    try await coolify { () async throws(CoolifyError) in try await rollout.quiet(within: Self.longestDeployment) }
  }

  private func coolify<Value: Sendable>(
    _ body: () async throws(CoolifyError) -> Value
  ) async throws(OperatorError) -> Value {
    do throws(CoolifyError) {
      return try await body()
    } catch {
      throw error.operatorError
    }
  }
}
