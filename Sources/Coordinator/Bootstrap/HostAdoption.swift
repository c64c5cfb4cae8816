import Certificates
import Protocol
import SSH

/// Lets a further laptop steer the agent of one host, over SSH, which is the root of trust: the laptop's authority is put
/// beside the first one, and the host says which authorities its agent has its certificate from. Nothing else on the host
/// is changed, and the agent is not restarted.
struct HostAdoption: Sendable {
  let target: BootstrapTarget
  /// The name of the laptop's authority there.
  let name: String
  /// The laptop's authority.
  let authority: CertificateAuthority

  /// What a host said and what was done there.
  struct Outcome: Sendable, Equatable {
    /// The certificates of the authorities by which the host's agent is known.
    let authorityPEM: String
    /// Whether the laptop's authority is new there.
    let isNew: Bool
    /// The target Redis's password; none where it was not asked or is not there.
    let password: Secret?
  }

  /// Adds the authority.
  /// - Parameter readsPassword: whether the target Redis's password is wanted from this host.
  /// - Throws: ``BootstrapError``; the host is then as it was.
  func adopt(readsPassword: Bool) async throws(BootstrapError) -> Outcome {
    try await onHost { remote, facts throws(BootstrapError) in
      try check(facts)
      let commands = HostCommands(target, userID: facts.userID)
      // The first laptop is trusted already.
      let isFirst = Self.contains(facts.authorityPEM, authority.certificatePEM)
      let known = try await remote.run(commands.listTrust).split(whereSeparator: \.isNewline).map(String.init)
      let isNew = !isFirst && !known.contains(name)
      if isNew {
        try await remote.run(
          commands.installFile(InstallationPaths.trusted(name), Array(authority.certificatePEM.utf8)))
      }
      let password = readsPassword ? try await remote.run(commands.readPassword) : ""
      return Outcome(
        authorityPEM: facts.authorityPEM, isNew: isNew, password: password.isEmpty ? nil : Secret(password))
    }
  }

  /// Takes an authority away again.
  /// - Returns: whether it was there, and the names of those that are left.
  /// - Throws: ``BootstrapError``.
  func revoke() async throws(BootstrapError) -> (wasThere: Bool, left: [String]) {
    try await onHost { remote, facts throws(BootstrapError) in
      try checkPrivileges(facts)
      let commands = HostCommands(target, userID: facts.userID)
      let said = try await remote.run(commands.removeTrust(name))
      let left = try await remote.run(commands.listTrust).split(whereSeparator: \.isNewline).map(String.init)
      return (said.contains("gone"), left)
    }
  }

  /// What must hold before the host's trust is changed.
  func check(_ facts: HostFacts) throws(BootstrapError) {
    try checkPrivileges(facts)
    guard !facts.authorityPEM.isEmpty, !facts.certificatePEM.isEmpty else {
      throw BootstrapError(
        .authority, host: target.host, observed: "no agent of cutover is installed there",
        required: "an agent that another laptop has bootstrapped", next: "coordinator bootstrap")
    }
    let fleet = (try? CertificateDetails(pem: facts.certificatePEM))?.identity?.fleet
    guard fleet == target.configuration.fleet else {
      throw BootstrapError(
        .authority, host: target.host, observed: "its agent is of fleet \(fleet ?? "?")",
        required: "an agent of fleet \(target.configuration.fleet)", next: "use the fleet file of that fleet")
    }
  }

  private func checkPrivileges(_ facts: HostFacts) throws(BootstrapError) {
    guard !facts.isPrivileged else { return }
    let user = target.ssh.user
    throw BootstrapError(
      .sudo, host: target.host, observed: "\(user) cannot use sudo without a password (\(facts.sudoMessage))",
      required: "sudo -n true succeeds for \(user)", next: "allow it, as for the first bootstrap, then adopt again")
  }

  private func onHost<Value>(
    _ body: (RemoteShell, HostFacts) async throws(BootstrapError) -> Value
  ) async throws(BootstrapError) -> Value {
    let connection: SSHConnection
    do {
      connection = try await SSHConnection.connect(target.ssh)
    } catch {
      throw BootstrapError(error, host: target.host)
    }
    do throws(BootstrapError) {
      let remote = RemoteShell(host: target.host, connection: connection)
      let facts = HostFacts(parsing: try await remote.run(ProbeScript.command(target)))
      let value = try await body(remote, facts)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }

  private static func contains(_ bundle: String, _ certificate: String) -> Bool {
    bundle.filter { !$0.isWhitespace }.contains(certificate.filter { !$0.isWhitespace })
  }
}
