/// What INFO clients says.
public struct ClientsInformation: Hashable, Sendable {
  /// `connected_clients`: without replicas, the asker included.
  public let connected: Int?
  /// `blocked_clients`: those in BZPOPMIN and the like.
  public let blocked: Int?
  /// `maxclients`.
  public let maximum: Int?

  init(_ fields: InformationFields) {
    connected = fields.number("connected_clients")
    blocked = fields.number("blocked_clients")
    maximum = fields.number("maxclients")
  }
}
