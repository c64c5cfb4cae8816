import Cutover
import Protocol
import Yams

/// The App, the producers, and the rules of a run.
extension FleetReader {
  /// Reads `app`.
  mutating func app(_ node: Node, key: Node) -> FleetApp? {
    guard let section = section(node, .app, path: "app", key: key) else { return nil }
    if let entry = section.entries["coolify"] { return coolify(entry.value, key: entry.key) }
    if let entry = section.entries["compose"] { return composeApp(entry.value, key: entry.key) }
    if let entry = section.entries["container"] { return containerApp(entry.value, key: entry.key) }
    return text(section, "manual", .line).map(FleetApp.manual)
  }

  private mutating func coolify(_ node: Node, key: Node) -> FleetApp? {
    guard let section = section(node, .appCoolify, path: "app.coolify", key: key) else { return nil }
    let url = text(section, "url", .url)
    let application = text(section, "application", .container)
    let token = secret(section, "token", .appCoolifyToken)
    let variable = text(section, "variable", .variable)
    guard let url, let application, let token, let variable else { return nil }
    return .coolify(url: url, application: application, token: token, variable: variable)
  }

  private mutating func composeApp(_ node: Node, key: Node) -> FleetApp? {
    guard let section = section(node, .appCompose, path: "app.compose", key: key) else { return nil }
    let host = hostReference(section, "host")
    let project = text(section, "project", .absolutePath)
    let file = text(section, "file", .containedPath)
    let service = text(section, "service", .container)
    let variable = text(section, "variable", .variable)
    guard let host, let project, let file, let service, let variable else { return nil }
    return .compose(host: host, project: project, file: file, service: service, variable: variable)
  }

  private mutating func containerApp(_ node: Node, key: Node) -> FleetApp? {
    guard let section = section(node, .appContainer, path: "app.container", key: key) else { return nil }
    let host = hostReference(section, "host")
    let name = text(section, "name", .container)
    guard let host, let name else { return nil }
    return .container(host: host, name: name)
  }

  /// Reads an element of `producers`.
  mutating func producer(_ node: Node, path: String) -> FleetProducer? {
    guard let section = section(node, .producer, path: path) else { return nil }
    let name = text(section, "name", .line)
    let queue = text(section, "queue", .keyPart)
    let probe = self.probe(section)
    guard let name, let queue, let probe else { return nil }
    return FleetProducer(name: name, queue: queue, probe: probe)
  }

  private mutating func probe(_ producer: Section) -> FleetProducer.Probe? {
    if let entry = producer.entries["http"] {
      guard let section = section(entry.value, .producerHTTP, path: producer.path(of: "http"), key: entry.key) else {
        return nil
      }
      let method = text(section, "method", .method)
      let url = text(section, "url", .url)
      let from = hostReference(section, "from")
      guard let method, let url else { return nil }
      if from != nil, HTTPTarget(url)?.namesAddress != true {
        report(
          at: section.entries["url"]?.value,
          "`\(section.path(of: "url"))` must name an address, since an agent sends it",
          observed: "a name", required: "an IP address or localhost: an agent resolves no names",
          next: "write the address that the name has on that host, or leave `from` out")
        return nil
      }
      return .http(method: method, url: url, from: from)
    }
    if let entry = producer.entries["observe"] {
      let path = producer.path(of: "observe")
      guard let section = section(entry.value, .producerObserve, path: path, key: entry.key) else { return nil }
      return duration(section, "within").map(FleetProducer.Probe.observe)
    }
    return text(producer, "manual", .line).map(FleetProducer.Probe.manual)
  }

  /// Reads `checks`.
  mutating func checks(_ node: Node) -> FleetChecks? {
    guard let section = section(node, .checks, path: "checks") else { return nil }
    let required = "SERVICE:DESTINATION, as in worker-content-sync:/content"
    let rule = TextRule(required: required) { Self.allowedMount($0) != nil }
    var checks = FleetChecks()
    checks.allowedMounts = elements(section, "allowed_mounts", of: "SERVICE:DESTINATION").compactMap { node in
      text(node, path: section.path(of: "allowed_mounts"), rule).flatMap(Self.allowedMount)
    }
    checks.started = text(section, "started", .regularExpression)
    return checks
  }

  private static func allowedMount(_ text: String) -> FleetChecks.AllowedMount? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let service = String(text[..<colon])
    let destination = String(text[text.index(after: colon)...])
    guard TextRule.container.accepts(service), TextRule.absolutePath.accepts(destination) else { return nil }
    return FleetChecks.AllowedMount(service: service, destination: destination)
  }

  /// Reads `policy`.
  mutating func policy(_ node: Node) -> FleetPolicy? {
    guard let section = section(node, .policy, path: "policy") else { return nil }
    var policy = FleetPolicy()
    policy.writePause = duration(section, "write_pause") ?? policy.writePause
    policy.drain = duration(section, "drain") ?? policy.drain
    policy.soak = duration(section, "soak") ?? policy.soak
    if let entry = section.entries["soak_limits"] {
      policy.soakThresholds = soakLimits(entry.value, key: entry.key) ?? policy.soakThresholds
    }
    policy.hold = duration(section, "hold") ?? policy.hold
    let fsync = value(section, "fsync", required: "always or everysec") { FleetPolicy.Fsync(rawValue: $0) }
    policy.fsync = fsync ?? policy.fsync
    policy.standIn = boolean(section, "stand_in") ?? policy.standIn
    return policy
  }

  /// Reads `policy.soak_limits`.
  private mutating func soakLimits(_ node: Node, key: Node) -> SoakThresholds? {
    guard let section = section(node, .soakLimits, path: "policy.soak_limits", key: key) else { return nil }
    var limits = SoakThresholds()
    limits.memoryPercent = count(section, "memory", 1...100) ?? limits.memoryPercent
    limits.lagBytes =
      value(section, "lag", required: "a size as Redis writes it, as in 64mb") { ByteSize($0)?.bytes }
      ?? limits.lagBytes
    limits.failedJobs = count(section, "failed", 0...1_000_000_000) ?? limits.failedJobs
    limits.failedPercent = count(section, "failed_percent", 0...100) ?? limits.failedPercent
    limits.restarts = count(section, "restarts", 0...1_000_000) ?? limits.restarts
    return limits
  }

  private mutating func count(_ section: Section, _ key: String, _ range: ClosedRange<UInt64>) -> UInt64? {
    value(section, key, required: "a number from \(range.lowerBound) to \(range.upperBound)") { text in
      UInt64(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// Reads `tailnet`.
  mutating func tailnet(_ node: Node) -> FleetTailnet? {
    guard let section = section(node, .tailnet, path: "tailnet") else { return nil }
    let rule = TextRule(required: "a tag as in tag:ops, or a login as in dev@example.com") { text in
      TextRule.keyPart.accepts(text) && (text.hasPrefix("tag:") ? text.utf8.count > 4 : text.contains("@"))
    }
    var tailnet = FleetTailnet()
    tailnet.allow = elements(section, "allow", of: "tags and logins").compactMap { node in
      text(node, path: section.path(of: "allow"), rule)
    }
    tailnet.require = boolean(section, "require") ?? tailnet.require
    return tailnet
  }

  private mutating func duration(_ section: Section, _ key: String) -> Duration? {
    value(section, key, required: "a duration with its unit (ms, s, m, h, d), as in 500ms, 60s or 30m") {
      DurationSyntax.parse($0)
    }
  }
}
