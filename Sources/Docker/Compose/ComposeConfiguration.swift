/// A project as compose resolves it (`config --format json`).
public struct ComposeConfiguration: Decodable, Hashable, Sendable {
  /// The project's name.
  public let name: String
  /// Its services by name.
  public let services: [String: ComposeService]

  /// Who else would be affected when these services stop, or the one that a host name leads to: services that depend on
  /// them and are none of them.
  /// - Parameters:
  ///   - services: names of services.
  ///   - host: a service's name or its container's, as other containers call it.
  /// - Returns: by name, on whom each depends; sorted.
  public func dependents(on services: [String], orHost host: String?) -> [String: [String]] {
    let named = self.services.filter { $0.key == host || $0.value.containerName == host }.map(\.key)
    let affected = Set(services).union(named)
    var result: [String: [String]] = [:]
    for (name, service) in self.services where !services.contains(name) {
      let found = service.dependencies.filter { affected.contains($0) }
      if !found.isEmpty { result[name] = found }
    }
    return result
  }
}
