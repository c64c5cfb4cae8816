/// What the daemon does when a container ends: recorded and taken away before a fence or a drain, put back afterwards.
public enum RestartPolicy: Hashable, Sendable, CustomStringConvertible {
  /// The container stays ended.
  case no
  /// Started again, also when the daemon starts.
  case always
  /// Started again unless an operator stopped it.
  case unlessStopped
  /// Started again after a failure, at most so many times (0: without limit).
  case onFailure(maximumRetries: Int)

  /// The name that compose files, `docker inspect` and records use.
  public var description: String {
    switch self {
    case .no: "no"
    case .always: "always"
    case .unlessStopped: "unless-stopped"
    case .onFailure(let retries): retries == 0 ? "on-failure" : "on-failure:\(retries)"
    }
  }

  /// Reads what ``description`` writes (and compose's `restart:`); nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "no", "": self = .no
    case "always": self = .always
    case "unless-stopped": self = .unlessStopped
    case "on-failure": self = .onFailure(maximumRetries: 0)
    default:
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "on-failure", let retries = Int(parts[1]), retries >= 0 else { return nil }
      self = .onFailure(maximumRetries: retries)
    }
  }
}

extension RestartPolicy: Codable {
  private enum CodingKeys: String, CodingKey {
    case name = "Name"
    case maximumRetryCount = "MaximumRetryCount"
  }

  /// Reads the daemon's `{"Name": …, "MaximumRetryCount": …}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    guard let policy = RestartPolicy(name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "unknown restart policy '\(name)'")
    }
    if case .onFailure = policy {
      let retries = try container.decodeIfPresent(Int.self, forKey: .maximumRetryCount) ?? 0
      self = .onFailure(maximumRetries: retries)
    } else {
      self = policy
    }
  }

  /// Writes the daemon's form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .no, .always, .unlessStopped:
      try container.encode(description, forKey: .name)
      try container.encode(0, forKey: .maximumRetryCount)
    case .onFailure(let retries):
      try container.encode("on-failure", forKey: .name)
      try container.encode(retries, forKey: .maximumRetryCount)
    }
  }
}
