import Docker

/// A container's place in one network, as the journal keeps it while the container is taken out of it.
struct NetworkPlace: Codable, Hashable, Sendable {
  /// The network's name.
  let network: String
  /// The names that others there use for it.
  let aliases: [String]
  /// Its address, where one was configured.
  let address: String?

  /// The places of a container as Docker has them now, by name. The daemon's own alias, the short id, is left out: a
  /// container that was made anew has another.
  static func places(of container: ContainerDetails) -> [NetworkPlace] {
    container.networks.sorted { $0.key < $1.key }.map { name, place in
      NetworkPlace(
        network: name, aliases: place.aliases.filter { !container.id.hasPrefix($0) || $0.count != 12 },
        address: place.configuredAddress.flatMap { $0.isEmpty ? nil : $0 })
    }
  }
}
