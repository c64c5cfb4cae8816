import Yams

/// The two Redis servers and the workers.
extension FleetReader {
  /// Reads `redis`.
  mutating func redis(_ node: Node, key: Node) -> FleetRedis? {
    guard let section = section(node, .redis, path: "redis", key: key) else { return nil }
    let prefix = section.entries["prefix"] == nil ? "bull" : text(section, "prefix", .keyPart)
    let source = section.entries["source"].flatMap { redisSource($0.value, key: $0.key) }
    let target = section.entries["target"].flatMap { redisTarget($0.value, key: $0.key, section: section) }
    guard let prefix, let source, let target else { return nil }
    return FleetRedis(source: source, target: target, prefix: prefix)
  }

  private mutating func redisSource(_ node: Node, key: Node) -> FleetRedis.Source? {
    guard let section = section(node, .redisSource, path: "redis.source", key: key) else { return nil }
    let host = hostReference(section, "host")
    let container = text(section, "container", .container)
    let password = secret(section, "password", .redisSourcePassword)
    guard let host, let container else { return nil }
    return FleetRedis.Source(host: host, container: container, password: password)
  }

  private mutating func redisTarget(_ node: Node, key: Node, section redis: Section) -> FleetRedis.Target? {
    guard let section = section(node, .redisTarget, path: "redis.target", key: key) else { return nil }
    let host = hostReference(section, "host")
    if let host, let place = section.entries["host"]?.value, host == sourceHost(redis) {
      report(
        at: place, "source and target are the same host", observed: "`\(host)` in both",
        required: "two different hosts", next: "name the host that the Redis moves to")
    }
    let container = text(section, "container", .container)
    let directory = text(section, "directory", .absolutePath)
    let publish = self.publish(section, host: host)
    let maxmemory = value(section, "maxmemory", required: "a size above 0 as Redis writes it, as in 8gb or 512mb") {
      ByteSize($0).flatMap { $0.bytes > 0 ? $0 : nil }
    }
    let password = secret(section, "password", .redisTargetPassword)
    let image = text(section, "image", .image)
    guard let host, let container, let directory, let publish, let maxmemory, let password else { return nil }
    return FleetRedis.Target(
      host: host, container: container, directory: directory, publish: publish, maxmemory: maxmemory,
      password: password, image: image)
  }

  private func sourceHost(_ redis: Section) -> String? {
    guard case .mapping(let source)? = redis.entries["source"]?.value else { return nil }
    return source.first { $0.key.scalar?.string == "host" }?.value.scalar?.string
  }

  private mutating func publish(_ section: Section, host: String?) -> Endpoint? {
    guard let node = section.entries["publish"]?.value,
      let publish = value(
        section, "publish", required: "ADDRESS:PORT, as in 100.120.14.126:6379 or [fd7a::1]:6379", { Endpoint($0) })
    else { return nil }
    guard let host, let address = hosts.first(where: { $0.id == host })?.address else { return publish }
    if address != publish.address {
      report(
        at: node, "`\(section.path(of: "publish"))` is not an address of the target host",
        observed: "\(publish.address)", required: "the address of `\(host)`: \(address)",
        next: "write `publish: \(Endpoint(address: address, port: publish.port))`")
    }
    return publish
  }

  /// Reads where a secret comes from.
  mutating func secret(_ parent: Section, _ key: String, _ kind: FleetSection) -> SecretSource? {
    guard let entry = parent.entries[key],
      let section = section(entry.value, kind, path: parent.path(of: key), key: entry.key)
    else { return nil }
    if let file = text(section, "file", .path) {
      return .file(paths.resolve(file))
    }
    if let name = text(section, "env", .variable) {
      return .env(name)
    }
    guard let node = section.entries["generate"]?.value, let generate = boolean(section, "generate") else { return nil }
    guard generate else {
      reportValue(node, path: section.path(of: "generate"), required: "`generate: true`", secret: true)
      return nil
    }
    return .generate
  }

  /// Reads an element of `workers`.
  mutating func workers(_ node: Node, path: String) -> FleetWorkers? {
    guard let section = section(node, .workers, path: path) else { return nil }
    let host = hostReference(section, "host")
    let project = text(section, "project", .absolutePath)
    let compose = text(section, "compose", .containedPath)
    let services = self.services(section)
    let variable = text(section, "variable", .variable)
    guard let host, let project, let compose, let services, let variable else { return nil }
    return FleetWorkers(host: host, project: project, compose: compose, services: services, variable: variable)
  }

  /// One pattern, or a list of patterns.
  private mutating func services(_ section: Section) -> [ServiceGlob]? {
    guard let node = section.entries["services"]?.value else { return nil }
    let path = section.path(of: "services")
    let required = "names of compose services; * and ? are wildcards, as in \"worker-*\""
    let nodes: [Node]
    if case .sequence(let sequence) = node {
      nodes = Array(sequence)
    } else {
      nodes = [node]
    }
    guard !nodes.isEmpty else {
      reportValue(node, path: path, required: required)
      return nil
    }
    let rule = TextRule(required: required) { ServiceGlob($0) != nil }
    let globs = nodes.compactMap { text($0, path: path, rule).flatMap { ServiceGlob($0) } }
    return globs.count == nodes.count ? globs : nil
  }
}
