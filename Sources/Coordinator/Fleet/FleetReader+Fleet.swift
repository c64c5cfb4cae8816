import Yams

/// The whole file, and its hosts.
extension FleetReader {
  /// Reads the root. Nil if a part that a fleet cannot do without is wrong; then there are problems.
  mutating func fleet(_ root: Node) -> Fleet? {
    guard let top = section(root, .fleet, path: "") else { return nil }
    let name = text(top, "fleet", .identifier)
    let hosts = self.hosts(top)
    let redis = top.entries["redis"].flatMap { self.redis($0.value, key: $0.key) }
    let workers = elements(top, "workers", of: "mappings").enumerated().compactMap { index, node in
      self.workers(node, path: "workers[\(index)]")
    }
    let app = top.entries["app"].flatMap { self.app($0.value, key: $0.key) }
    let producers = elements(top, "producers", of: "mappings").enumerated().compactMap { index, node in
      producer(node, path: "producers[\(index)]")
    }
    let checks = top.entries["checks"].flatMap { self.checks($0.value) } ?? FleetChecks()
    let policy = top.entries["policy"].flatMap { self.policy($0.value) } ?? FleetPolicy()
    let tailnet = top.entries["tailnet"].flatMap { self.tailnet($0.value) } ?? FleetTailnet()
    let notice = top.entries["notice"].flatMap { self.notice($0.value, key: $0.key) }
    guard let name else { return nil }
    return Fleet(
      file: paths.file, name: name, hosts: hosts, redis: redis, workers: adding(app, to: workers, top), app: app,
      producers: producers,
      checks: checks, policy: policy, tailnet: tailnet, notice: notice,
      notEnforced: notEnforced.sorted { $0.line < $1.line }.map(\.message))
  }

  /// An App that is a compose service is moved as the workers are: it joins their group where one file supplies both.
  private mutating func adding(_ app: FleetApp?, to workers: [FleetWorkers], _ top: Section) -> [FleetWorkers] {
    guard case .compose(let host, let project, let file, let service, let variable) = app,
      let pattern = ServiceGlob(service)
    else { return workers }
    let group = FleetWorkers(host: host, project: project, compose: file, services: [pattern], variable: variable)
    guard let place = workers.firstIndex(where: { $0.host == host && $0.project == project }) else {
      return workers + [group]
    }
    let other = workers[place]
    guard other.compose == file, other.variable == variable else {
      report(
        at: top.entries["app"]?.key, "`app.compose` and `workers[\(place)]` share a directory and not their files",
        observed: "\(file) with \(variable), and \(other.compose) with \(other.variable), both in \(project)",
        required: "the same compose file and variable, since one env file is changed for both",
        next: "move the App by `manual`, or bring both into one compose file")
      return workers
    }
    var result = workers
    if !other.matches(service: service) {
      result[place] = FleetWorkers(
        host: host, project: project, compose: file, services: other.services + [pattern], variable: variable)
    }
    return result
  }

  private mutating func hosts(_ top: Section) -> [FleetHost] {
    guard let entry = top.entries["hosts"] else { return [] }
    guard case .mapping(let mapping) = entry.value, !mapping.isEmpty else {
      report(
        at: entry.value, "`hosts` must name at least one host", observed: describe(entry.value),
        required: "a mapping from host ids to `{ address: …, user: … }`",
        next: "write `vps-01: { address: 100.64.123.81, user: admin }`")
      return []
    }
    var result: [FleetHost] = []
    for (key, value) in mapping {
      guard let id = key.scalar?.string, !FleetYAML.isRenamed(id) else { continue }
      let path = "hosts.\(clipped(id))"
      guard text(key, path: path, .identifier) != nil else { continue }
      let position = hosts.endIndex
      hosts.append((id, nil))
      guard let section = section(value, .host, path: path, key: key) else { continue }
      let address = self.address(section)
      hosts[position].address = address
      let user = text(section, "user", .user)
      let ssh = section.entries["ssh"].map { self.ssh($0.value, path: section.path(of: "ssh")) } ?? FleetHost.SSH()
      if let address, let user, let ssh {
        result.append(FleetHost(id: id, address: address, user: user, ssh: ssh))
      }
    }
    return result
  }

  private mutating func address(_ section: Section) -> IPAddress? {
    let required = "an IPv4 or IPv6 address of one host, as in 100.64.123.81"
    guard let node = section.entries["address"]?.value,
      let address = value(section, "address", required: required, { IPAddress($0) })
    else { return nil }
    guard address.isUnicast else {
      reportValue(node, path: section.path(of: "address"), required: required)
      return nil
    }
    if let other = hosts.first(where: { $0.address == address }) {
      report(
        at: node, "two hosts have the same address", observed: "\(address), which `\(other.id)` has too",
        required: "a different address for each host", next: "look both up with `tailscale status`")
    }
    return address
  }

  private mutating func ssh(_ node: Node, path: String) -> FleetHost.SSH? {
    guard let section = section(node, .hostSSH, path: path) else { return nil }
    var ssh = FleetHost.SSH()
    ssh.key = text(section, "key", .path).map(paths.resolve)
    ssh.knownHosts = text(section, "known_hosts", .path).map(paths.resolve)
    if section.entries["port"] != nil {
      guard
        let port = value(
          section, "port", required: "a port number, 1 to 65535", { UInt16($0).flatMap { $0 > 0 ? $0 : nil } })
      else { return nil }
      ssh.port = port
    }
    return ssh
  }

  /// The id of a host of this file.
  mutating func hostReference(_ section: Section, _ key: String) -> String? {
    guard let node = section.entries[key]?.value, let id = text(section, key, .identifier) else { return nil }
    let ids = hosts.map(\.id)
    guard ids.contains(id) else {
      report(
        at: node, "`\(section.path(of: key))` names no host of this fleet", observed: "`\(id)`",
        required: ids.isEmpty ? "a host of `hosts`" : "one of \(list(ids))",
        next: NearestKey.suggestion(for: id, among: ids).map { "did you mean `\($0)`?" } ?? "add it to `hosts`")
      return nil
    }
    return id
  }
}
