/// What one look saw of a worker's container.
public struct SoakWorkerSample: Sendable, Hashable, Codable {
  /// The compose service.
  public var service: String
  /// The container's id: another one after it was made anew, which is no restart by itself.
  public var identifier: String
  /// How often Docker has restarted this container.
  public var restarts: UInt64

  /// As Docker says it.
  public init(service: String, identifier: String, restarts: UInt64) {
    self.service = service
    self.identifier = identifier
    self.restarts = restarts
  }
}
