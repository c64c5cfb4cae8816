import Certificates
import Foundation
import SSH

/// Brings the agent of one host to what the fleet file says, over SSH: looks, decides (``BootstrapPlan``), acts.
///
/// Whatever dies on the way, the next run goes on: every file is replaced whole, a mark on the host remembers that the
/// agent has not been restarted yet, and an agent that does not become healthy is replaced by the previous one.
struct HostBootstrap: Sendable {
  let target: BootstrapTarget
  let agent: AgentBinary
  let authority: CertificateAuthority
  /// Asks the agent of the host an authenticated question; throws until it answers.
  let health: @Sendable (_ host: String) async throws -> Void
  /// How long a started agent may take to answer.
  var healthLimit: Duration = .seconds(15)
  /// Called with everything that happens, in order.
  var observe: @Sendable (BootstrapEvent) -> Void = { _ in }

  /// Runs the bootstrap of this host.
  ///
  /// - Throws: ``BootstrapError``; the host is then as it was, or goes on with the next run.
  func run() async throws(BootstrapError) -> BootstrapReport {
    let clock = ContinuousClock()
    let begin = clock.now
    observe(.began(host: target.host, step: "connecting"))
    let connection: SSHConnection
    do {
      connection = try await SSHConnection.connect(target.ssh)
    } catch {
      throw BootstrapError(error, host: target.host)
    }
    do throws(BootstrapError) {
      let remote = RemoteShell(host: target.host, connection: connection)
      let plan = try await look(remote)
      let upload = try await apply(plan, remote)
      await connection.close()
      return BootstrapReport(
        host: target.host,
        parts: BootstrapPart.allCases.map {
          BootstrapReport.Entry(part: $0, outcome: plan.changes.contains($0) ? .changed : .unchanged)
        },
        seconds: (clock.now - begin) / .seconds(1), uploadSeconds: upload / .seconds(1))
    } catch {
      await connection.close()
      throw error
    }
  }

  private func look(_ remote: RemoteShell) async throws(BootstrapError) -> BootstrapPlan {
    observe(.began(host: target.host, step: "looking at the host"))
    let facts = HostFacts(parsing: try await remote.run(ProbeScript.command(target)))
    let now = Int64(Date().timeIntervalSince1970)
    return try BootstrapPlan(target: target, agent: agent, authority: authority, facts: facts, now: now)
  }

  /// Changes what differs and proves the result; returns how long the upload took.
  private func apply(_ plan: BootstrapPlan, _ remote: RemoteShell) async throws(BootstrapError) -> Duration {
    guard !plan.changes.isEmpty else {
      for part in BootstrapPart.allCases { settle(part, .unchanged) }
      try await prove(plan, remote)
      return .zero
    }
    let upload = plan.changes.contains(.binary) ? try await send(plan, remote) : .zero
    do throws(BootstrapError) {
      try await install(plan, remote)
    } catch {
      await removeUpload(plan, remote)
      throw error
    }
    do throws(BootstrapError) {
      if plan.changes.contains(.service) { try await start(plan, remote) }
      try await prove(plan, remote)
    } catch {
      throw try await goBack(plan, remote, after: error)
    }
    settle(.service, plan.changes.contains(.service) ? .changed : .unchanged)
    try await remote.run(plan.commands.clearPending)
    if plan.changes.contains(.binary) { try await remote.run(plan.commands.removeUpload) }
    return upload
  }

  private func install(_ plan: BootstrapPlan, _ remote: RemoteShell) async throws(BootstrapError) {
    try await remote.run(plan.commands.markPending)
    for part in BootstrapPart.allCases where part != .service {
      if plan.changes.contains(part) { try await change(part, plan, remote) }
      settle(part, plan.changes.contains(part) ? .changed : .unchanged)
    }
  }

  /// After a failure: a full disk gets its space back. What fails here too must not hide what failed before, and the next
  /// upload begins with an empty directory anyway.
  private func removeUpload(_ plan: BootstrapPlan, _ remote: RemoteShell) async {
    guard plan.changes.contains(.binary) else { return }
    _ = try? await remote.attempt(plan.commands.removeUpload)
  }

  private func settle(_ part: BootstrapPart, _ outcome: BootstrapReport.Outcome) {
    observe(.settled(host: target.host, part: part, outcome: outcome))
  }

  private func send(_ plan: BootstrapPlan, _ remote: RemoteShell) async throws(BootstrapError) -> Duration {
    observe(.began(host: target.host, step: "uploading the agent"))
    let begin = ContinuousClock.now
    try await remote.run(plan.commands.prepareUpload)
    let (host, observe) = (target.host, observe)
    do {
      try await remote.connection.upload(agent.path, to: InstallationPaths.upload) { sent, total in
        observe(.uploaded(host: host, bytes: sent, total: total))
      }
    } catch {
      await removeUpload(plan, remote)
      throw BootstrapError(error, host: host)
    }
    let digest = try await remote.run(plan.commands.uploadDigest).split(separator: " ").first.map(String.init) ?? ""
    guard digest == agent.sha256 else {
      throw BootstrapError(
        .binary, host: host, observed: "the agent binary arrived with SHA-256 \(digest)",
        required: "\(agent.sha256), as here", next: "bootstrap again, and not from two laptops at once")
    }
    return .now - begin
  }

  private func change(_ part: BootstrapPart, _ plan: BootstrapPlan, _ remote: RemoteShell) async throws(BootstrapError)
  {
    var credentials: IssuedCertificate?
    if part == .certificate {
      do {
        let identity = try Identity(fleet: target.configuration.fleet, role: .agent, name: target.host)
        credentials = try authority.issue(identity, address: target.configuration.address)
      } catch {
        throw BootstrapError(error, host: target.host)
      }
    }
    for command in plan.commands(for: part, credentials: credentials) {
      observe(.began(host: target.host, step: command.purpose))
      try await remote.run(command)
    }
  }

  private func start(_ plan: BootstrapPlan, _ remote: RemoteShell) async throws(BootstrapError) {
    observe(.began(host: target.host, step: plan.commands.start.purpose))
    let result = try await remote.attempt(plan.commands.start)
    guard !result.succeeded else { return }
    throw BootstrapError(
      .start, host: target.host,
      observed: "the agent did not become ready: \(try await log(plan, remote))",
      required: "an agent that reports within a minute that it is ready",
      next: """
        correct what its log says (all of it: journalctl -u \(InstallationPaths.unitName) on the host), then bootstrap \
        again
        """)
  }

  /// The agent runs and answers an authenticated request.
  private func prove(_ plan: BootstrapPlan, _ remote: RemoteShell) async throws(BootstrapError) {
    observe(.began(host: target.host, step: "asking the agent"))
    let deadline = ContinuousClock.now + healthLimit
    while true {
      let failure: any Error
      do {
        return try await health(target.host)
      } catch {
        failure = error
      }
      guard ContinuousClock.now < deadline, (try? await Task.sleep(for: .milliseconds(250))) != nil else {
        throw BootstrapError(
          .health, host: target.host,
          observed: "the agent started but does not answer: \(failure). Its log: \(try await log(plan, remote))",
          required: "an answer over mutual TLS at \(target.configuration.address):\(target.configuration.port)",
          next: "check that this laptop reaches that address and port, and the agent's log, then bootstrap again")
      }
    }
  }

  private func log(_ plan: BootstrapPlan, _ remote: RemoteShell) async throws(BootstrapError) -> String {
    let result = try await remote.attempt(plan.commands.diagnosis)
    return result.output.split(whereSeparator: \.isNewline).suffix(24).joined(separator: "\n    ")
  }

  /// Puts the previous agent back, or stops a first one; returns the error to report.
  private func goBack(
    _ plan: BootstrapPlan, _ remote: RemoteShell, after error: BootstrapError
  ) async throws(BootstrapError) -> BootstrapError {
    observe(.goingBack(host: target.host))
    func told(_ what: String) -> BootstrapError {
      BootstrapError(
        error.code, host: error.host, observed: error.observed + "\n  " + what, required: error.required,
        next: error.next)
    }
    await removeUpload(plan, remote)
    guard plan.facts.digests[InstallationPaths.binary] != nil else {
      try await remote.run(plan.commands.stop)
      return told("There was no previous agent: this one has been stopped and disabled")
    }
    guard !plan.replacedFiles.isEmpty else { return told("No file was changed, so there is nothing to go back to") }
    let restored = try await remote.attempt(plan.commands.restore(plan.replacedFiles))
    let state = try await remote.attempt(plan.commands.isActive).output.filter { !$0.isNewline }
    guard restored.succeeded, state == "active" else {
      return told("The previous agent was put back and is \(state): see journalctl -u \(InstallationPaths.unitName)")
    }
    try await remote.run(plan.commands.clearPending)
    return told("The previous agent was put back and is active")
  }
}
