/// What a machine decided about one event. The shell first appends and fsyncs `records`, then performs `effects` in
/// this order; each effect's result comes back as an event. Write-ahead is in the type, not in discipline.
public struct Decision<Record: Sendable & Hashable, Effect: Sendable & Hashable>: Sendable, Hashable {
  /// To be made durable before any effect.
  public var records: [Record]
  /// To be performed, in this order, once the records are durable.
  public var effects: [Effect]
  /// Why the event changed nothing, where it did not.
  public var disregarded: Disregard?

  /// A decision that acts.
  public init(records: [Record] = [], effects: [Effect] = []) {
    self.records = records
    self.effects = effects
    self.disregarded = nil
  }

  /// A decision that leaves everything as it is.
  public static func disregard(_ reason: Disregard) -> Decision {
    var decision = Decision()
    decision.disregarded = reason
    return decision
  }
}
