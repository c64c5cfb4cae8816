/// What a master says about one of its replicas.
public struct ReplicaInformation: Hashable, Sendable {
  /// The address that it connects from or announces.
  public let address: String?
  /// The port that it announces.
  public let port: Int?
  /// `online`, or a phase of the full copy: `wait_bgsave`, `send_bulk`.
  public let state: String?
  /// What it has acknowledged, about once a second: late by that much (redis-bullmq.md, P4).
  public let offset: Int?
  /// Seconds since it acknowledged.
  public let lagSeconds: Int?

  init(_ value: Substring) {
    let pairs = InformationFields.pairs(of: value)
    address = pairs["ip"].map(String.init)
    port = pairs["port"].flatMap { Int($0) }
    state = pairs["state"].map(String.init)
    offset = pairs["offset"].flatMap { Int($0) }
    lagSeconds = pairs["lag"].flatMap { Int($0) }
  }
}
