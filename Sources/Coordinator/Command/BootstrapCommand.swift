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

  mutating func validate() throws {
    guard (1...256).contains(parallel) else { throw ValidationError("--parallel is 1 to 256") }
    _ = try AcceptedHostKeys(acceptedHostKeys)
  }

  mutating func run() async throws {
    let console = shared.console()
    let fleet = try shared.loadFleet(console)
    let environment = ProcessInfo.processInfo.environment
    let chosen = try Self.chosen(hosts, of: fleet)
    let binaries = try AgentBinaries(named: agent, beside: AgentBinaries.executableDirectory)
    let directory = CertificateAuthority.directory(fleet: fleet.name, environment: environment)
    let authority = try CertificateAuthority.loadOrCreate(fleet: fleet.name, directory: directory)
    let connections = try FleetConnections(
      fleet: fleet, authority: authority, laptop: LaptopIdentity(environment: environment), directory: directory)
    let targets = BootstrapTargets(
      fleet: fleet, accepted: try AcceptedHostKeys(acceptedHostKeys), home: environment["HOME"])
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
