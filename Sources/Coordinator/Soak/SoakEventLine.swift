import Cutover

/// A line of `soak --wait --json`: what was found, why nothing was rolled back, and at the end the whole soak.
enum SoakEventLine: Encodable, Sendable {
  case found(host: String, SoakFinding)
  case rollbackRefused(reason: String)
  case ended(SoakStatus)

  private enum CodingKeys: String, CodingKey {
    case event, host, check, at, observed, required, next, reason, soak
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .found(let host, let found):
      try container.encode("soakFinding", forKey: .event)
      try container.encode(host, forKey: .host)
      try container.encode(found.check, forKey: .check)
      try container.encode(found.at * 1000, forKey: .at)
      try container.encode(found.finding.observed, forKey: .observed)
      try container.encode(found.finding.required, forKey: .required)
      try container.encode(found.finding.next, forKey: .next)
    case .rollbackRefused(let reason):
      try container.encode("rollbackRefused", forKey: .event)
      try container.encode(reason, forKey: .reason)
    case .ended(let soak):
      try container.encode("soakEnded", forKey: .event)
      try container.encode(soak, forKey: .soak)
    }
  }
}
