/// What bootstrap did on one host.
struct BootstrapReport: Sendable, Equatable, Codable {
  /// What became of a part.
  enum Outcome: String, Sendable, Codable {
    case changed
    case unchanged
  }

  /// One part and its outcome.
  struct Entry: Sendable, Equatable, Codable {
    let part: BootstrapPart
    let outcome: Outcome
  }

  /// Host id in the fleet file.
  let host: String
  /// Every part, in the order of the installation.
  let parts: [Entry]
  /// Seconds from the connection to the health call's answer.
  let seconds: Double
  /// Seconds of it that the upload took; 0 where nothing was uploaded.
  let uploadSeconds: Double

  /// Whether anything was changed; a second run says no.
  var isChanged: Bool { parts.contains { $0.outcome == .changed } }
}
