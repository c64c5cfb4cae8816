/// A compose service by name or with `*` and `?`: `worker-*`.
public struct ServicePattern: Hashable, Sendable, CustomStringConvertible {
  /// The pattern as it was written.
  public let description: String

  /// Takes a pattern.
  public init(_ text: String) {
    description = text
  }

  /// Whether a service's name is meant.
  public func matches(_ service: String) -> Bool {
    Self.matches(Array(description.utf8)[...], Array(service.utf8)[...])
  }

  /// The services that any of the patterns means, sorted.
  /// - Throws: `notFound` for a pattern that means none: a typing error must not leave workers running.
  public static func services(
    matching patterns: [ServicePattern], among services: some Collection<String>
  ) throws(DockerError) -> [String] {
    for pattern in patterns where !services.contains(where: pattern.matches) {
      throw DockerError(
        .notFound,
        "no service of the compose project matches '\(pattern)'; it has \(services.sorted().joined(separator: ", "))",
        remedy: "Correct workers.services in the fleet file.")
    }
    return services.filter { service in patterns.contains { $0.matches(service) } }.sorted()
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == UInt8(ascii: "*") {
      let rest = pattern.dropFirst()
      return (name.startIndex...name.endIndex).contains { matches(rest, name[$0...]) }
    }
    guard let byte = name.first, first == byte || first == UInt8(ascii: "?") else { return false }
    return matches(pattern.dropFirst(), name.dropFirst())
  }
}
