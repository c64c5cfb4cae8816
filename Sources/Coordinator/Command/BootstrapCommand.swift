import ArgumentParser
import Certificates
import Foundation

/// `coordinator bootstrap`: brings the agent of every host to what the fleet file says, over SSH.
struct BootstrapCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "bootstrap",
    abstract: "Brings an agent to every host over SSH, or says what keeps it from that.",
    discussion: """
      Installs the agent, its unit, its configuration and its certificate, starts it and asks it a question over \
      mutual TLS. Hosts are done in parallel. A second run changes nothing and says so.

      Examples:

        coordinator bootstrap
        coordinator bootstrap --host vps-01 --agent ./cutover-agent
        coordinator bootstrap --host vps --accept-host-key SHA256:cG…
        coordinator bootstrap --adopt              from another laptop: makes this one trusted, and changes no more
        coordinator bootstrap --revoke alice.old-laptop-1a2b3c4d

      Ends with 0 when every agent answers and 1 when a host failed; each failure says what to do.
      """)

  @OptionGroup var shared: SharedOptions

  @Option(
    name: .customLong("host"), help: ArgumentHelp("Only this host. May be given several times.", valueName: "id"))
  var hosts: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The agent's executable. Default: cutover-agent-ARCH or cutover-agent beside the coordinator, or in "
        + "../libexec/cutover.", valueName: "path"),
    completion: .file())
  var agent: String?

  @Option(
    name: .customLong("accept-host-key"),
    help: ArgumentHelp(
      "The SSH host key to accept at the first contact: SHA256:…, or HOST=SHA256:… for one of several hosts. A key that "
        + "has changed is never accepted.", valueName: "fingerprint"))
  var acceptedHostKeys: [String] = []

  @Option(name: .long, help: ArgumentHelp("How many hosts are done at once.", valueName: "count"))
  var parallel = 8

  @Flag(
    name: .long,
    help:
      "Have the agents that another laptop has bootstrapped trust this one, too. Nothing is installed or restarted, and a run that is under way goes on."
  )
  var adopt = false

  @Option(
    name: .long,
    help: ArgumentHelp("Take the trust in an adopted laptop's authority away again.", valueName: "name"))
  var revoke: String?

  mutating func validate() throws {
    guard !adopt || revoke == nil else { throw ValidationError("--adopt and --revoke exclude each other") }
    if let revoke, !FleetAuthorities.isName(revoke) {
      throw ValidationError("--revoke \(revoke): not an authority's name")
    }
    guard (1...256).contains(parallel) else { throw ValidationError("--parallel is 1 to 256") }
    _ = try AcceptedHostKeys(acceptedHostKeys)
  }

  mutating func run() async throws {
    let console = shared.console()
    let fleet = try shared.loadFleet(console)
    let environment = ProcessInfo.processInfo.environment
    let chosen = try Self.chosen(hosts, of: fleet)
    let targets = BootstrapTargets(
      fleet: fleet, accepted: try AcceptedHostKeys(acceptedHostKeys), home: environment["HOME"])
    guard !adopt, revoke == nil else { return try await changeTrust(console, fleet, chosen.map(targets.target)) }
    let binaries = try AgentBinaries(named: agent, beside: AgentBinaries.executableDirectory)
    let directory = CertificateAuthority.directory(fleet: fleet.name, environment: environment)
    let authority = try CertificateAuthority.loadOrCreate(fleet: fleet.name, directory: directory)
    let connections = try FleetConnections(
      fleet: fleet, authority: authority, laptop: LaptopIdentity(environment: environment), directory: directory)
    let bootstrap = FleetBootstrap(
      targets: chosen.map(targets.target), binaries: binaries, authority: authority, connections: connections,
      parallel: parallel)
    var progress = BootstrapProgress(hosts: chosen.map(\.id), terminal: console.output, isVerbose: console.isVerbose)
    let showsProgress = !console.isJSON && !console.isQuiet
    let results = await bootstrap.run { event in
      let text = progress.take(event)
      if showsProgress { console.write(text) }
    }
    await connections.close()
    let summary = BootstrapSummary(fleet: fleet.name, hosts: chosen.map(\.id), results: results)
    if console.isJSON {
      try console.emit(summary)
    } else {
      if showsProgress { console.write(progress.finish()) }
      summary.lines(console.output.style).forEach(console.print)
      for error in summary.errors { console.report(error) }
    }
    if summary.failed > 0 { throw ExitStatus.refused.exitCode }
  }

  private func changeTrust(_ console: Console, _ fleet: Fleet, _ targets: [BootstrapTarget]) async throws {
    let environment = ProcessInfo.processInfo.environment
    let adoption = FleetAdoption(
      fleet: fleet, targets: targets, laptop: LaptopIdentity(environment: environment),
      directory: CertificateAuthority.directory(fleet: fleet.name, environment: environment))
    let summary = if let revoke { try await adoption.revoke(revoke) } else { try await adoption.adopt() }
    if console.isJSON {
      try console.emit(summary)
    } else {
      summary.lines(console.output.style).forEach(console.print)
      for error in summary.hosts.compactMap(\.error) { console.report(error) }
    }
    if summary.failed > 0 { throw ExitStatus.refused.exitCode }
  }

  private static func chosen(_ ids: [String], of fleet: Fleet) throws -> [FleetHost] {
    for id in ids where fleet.host(id) == nil {
      let known = fleet.hosts.map(\.id)
      let nearest = NearestKey.suggestion(for: id, among: known)
      throw ValidationError(
        "--host \(id): no such host in \(fleet.file)"
          + (nearest.map { "; did you mean \($0)?" } ?? "; it has \(known.joined(separator: ", "))"))
    }
    return ids.isEmpty ? fleet.hosts : fleet.hosts.filter { ids.contains($0.id) }
  }
}
