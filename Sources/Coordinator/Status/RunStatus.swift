/// The run that holds the fleet's lease.
struct RunStatus: Codable, Hashable, Sendable {
  /// The run's id.
  var run: String
  /// The lease's epoch.
  var epoch: UInt64
  /// Operator and laptop.
  var holder: String
  /// Seconds until the lease lapses: the least that an agent said.
  var remainingSeconds: Int
  /// Ids of the hosts that have granted it.
  var hosts: [String]
  /// Whether an agent is inside the critical section.
  var cutInProgress: Bool
}
