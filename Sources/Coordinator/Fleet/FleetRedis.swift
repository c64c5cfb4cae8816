/// The two Redis servers of a cutover.
struct FleetRedis: Hashable, Sendable {
  /// The Redis that has the pen before the first cutover.
  struct Source: Hashable, Sendable {
    /// Id of its host.
    let host: String
    /// Name of its container.
    let container: String
    /// Where its password comes from; nil if it has none.
    let password: SecretSource?
  }

  /// The Redis that `provision` makes and that takes the pen.
  struct Target: Hashable, Sendable {
    /// Id of its host; never the source's.
    let host: String
    /// Name of its container.
    let container: String
    /// Absolute directory on the host for its compose file, its configuration and its data.
    let directory: String
    /// Where clients reach it: an address of its host, and a port.
    let publish: Endpoint
    /// `maxmemory` of the server.
    let maxmemory: ByteSize
    /// Where its password comes from.
    let password: SecretSource
    /// The image to run; nil: `redis:SOURCE_VERSION-alpine`, with the source's exact version.
    let image: String?
  }

  /// The old side.
  let source: Source
  /// The new side.
  let target: Target
  /// BullMQ's key prefix.
  let prefix: String
}
