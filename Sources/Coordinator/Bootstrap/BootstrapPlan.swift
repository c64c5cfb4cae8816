import Certificates

/// What has to be done on one host: decided from the target, the agent binary and the host's facts, without doing it.
struct BootstrapPlan: Sendable {
  let target: BootstrapTarget
  let facts: HostFacts
  let commands: HostCommands
  /// Parts that differ from what they must be, in the order of the installation.
  let changes: [BootstrapPart]
  private let unit: [UInt8]
  private let configuration: [UInt8]
  private let authorityPEM: String

  /// Compares.
  ///
  /// - Parameter now: seconds since 1970, for the certificate's time.
  /// - Throws: ``BootstrapError`` with the first prerequisite that is not met.
  init(
    target: BootstrapTarget, agent: AgentBinary, authority: CertificateAuthority, facts: HostFacts, now: Int64
  ) throws(BootstrapError) {
    self.target = target
    self.facts = facts
    commands = HostCommands(target, userID: facts.userID)
    authorityPEM = authority.certificatePEM
    unit = Array(try UnitFile.render(target).utf8)
    let differing: [BootstrapPart]
    do {
      configuration = try target.configuration.json()
      differing = try Self.differences(
        target: target, agent: agent, authority: authority, facts: facts, now: now, unit: unit,
        configuration: configuration)
    } catch let error as CertificateError {
      throw BootstrapError(error, host: target.host)
    } catch {
      throw BootstrapError(
        .install, host: target.host, observed: "the agent's configuration cannot be written: \(error)",
        required: "a configuration", next: "report this: it is no mistake of yours")
    }
    let isRunning = facts.unitState == "active" && facts.unitFileState == "enabled" && !facts.hasPending
    changes = differing + (isRunning && !differing.contains(where: \.needsRestart) ? [] : [.service])
    try Prerequisites(target: target, agent: agent, facts: facts, authorityPEM: authorityPEM)
      .check(uploads: changes.contains(.binary))
  }

  /// The commands that change one part. The upload and the start are the shell's own steps.
  ///
  /// - Parameter credentials: the new certificate where ``changes`` has `certificate`.
  func commands(for part: BootstrapPart, credentials: IssuedCertificate?) -> [RemoteCommand] {
    switch part {
    case .user: return [commands.createUser]
    case .directories: return target.ownedDirectories.filter(needsOwning).map(commands.ownDirectory)
    case .binary: return [commands.installBinary]
    case .configuration: return [commands.installFile(InstallationPaths.configuration, configuration)]
    case .authority: return [commands.installCredential(InstallationPaths.authority, Array(authorityPEM.utf8))]
    case .certificate:
      guard let credentials else { return [] }
      return [
        commands.removeCertificate,
        commands.installCredential(InstallationPaths.key, Array(credentials.key.pem.utf8)),
        commands.installCredential(InstallationPaths.certificate, Array(credentials.certificatePEM.utf8)),
      ]
    case .unit: return [commands.installFile(InstallationPaths.unit, unit)]
    case .service: return [commands.start]
    }
  }

  /// Files that this run replaces and whose previous version can be put back.
  var replacedFiles: [String] {
    let files: [(BootstrapPart, String)] = [
      (.binary, InstallationPaths.binary), (.configuration, InstallationPaths.configuration),
      (.unit, InstallationPaths.unit),
    ]
    return files.filter { changes.contains($0.0) && facts.digests[$0.1] != nil }.map(\.1)
  }

  private func needsOwning(_ path: String) -> Bool { facts.directories[path]?.owner != InstallationPaths.user }

  private static func differences(
    target: BootstrapTarget, agent: AgentBinary, authority: CertificateAuthority, facts: HostFacts, now: Int64,
    unit: [UInt8], configuration: [UInt8]
  ) throws(CertificateError) -> [BootstrapPart] {
    var parts: [BootstrapPart] = []
    if !facts.hasUser { parts.append(.user) }
    if target.ownedDirectories.contains(where: { facts.directories[$0]?.owner != InstallationPaths.user }) {
      parts.append(.directories)
    }
    if facts.digests[InstallationPaths.binary] != agent.sha256 { parts.append(.binary) }
    if facts.digests[InstallationPaths.configuration] != (try SHA256.hex(configuration)) {
      parts.append(.configuration)
    }
    if facts.authorityPEM.isEmpty { parts.append(.authority) }
    let identity = try Identity(fleet: target.configuration.fleet, role: .agent, name: target.host)
    let isKept = authority.accepts(
      facts.certificatePEM, identity: identity, address: target.configuration.address, now: now)
    if !facts.hasKey || !isKept { parts.append(.certificate) }
    if facts.digests[InstallationPaths.unit] != (try SHA256.hex(unit)) { parts.append(.unit) }
    return parts
  }
}
