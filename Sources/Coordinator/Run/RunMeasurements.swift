/// What a run measured of itself, for its summary and its JSON.
struct RunMeasurements: Sendable, Hashable, Codable {
  /// From the pause of the clients to the promotion's answer, in microseconds.
  var pauseMicroseconds: Int?
  /// How long each step of the cut took, in order.
  var cutSteps: [String: Int] = [:]
  /// Bytes that came through the relay in the full copy.
  var copyBytes: Int?
  /// How long that took.
  var copyMilliseconds: Int?
  /// From the first worker told to stop to the last one started, in milliseconds.
  var workersMilliseconds: Int?
}
