/// One life of one Redis process: its `run_id` (`INFO server`), new at every start. A changed one means that the Redis
/// was restarted, and that nothing observed before still counts (safety.md, trap 3).
public struct RedisIdentity: Sendable, Hashable, Codable {
  /// `run_id`, 40 hexadecimal digits.
  public let runID: String

  /// Wraps a `run_id`.
  public init(runID: String) {
    self.runID = runID
  }
}

extension RedisIdentity: CustomStringConvertible {
  /// The first eight digits, enough for a report.
  public var description: String { "run_id \(runID.prefix(8))" }
}
