/// A row of Coolify's queue of deployments.
struct CoolifyDeployment: Hashable, Sendable, Decodable {
  /// How far it is; the words are Coolify's.
  enum Status: String, Hashable, Sendable, Decodable, CaseIterable {
    case queued
    case inProgress = "in_progress"
    case finished
    case failed
    case cancelled = "cancelled-by-user"

    /// Whether the deployment still changes, or will change, the App.
    var isInFlight: Bool {
      switch self {
      case .queued, .inProgress: true
      case .finished, .failed, .cancelled: false
      }
    }
  }

  /// Grows with each row.
  let id: Int
  let uuid: String
  let status: Status

  private enum CodingKeys: String, CodingKey {
    case id, status
    case uuid = "deployment_uuid"
  }
}

/// The answer of `GET /deployments/applications/{uuid}`; the published description calls it an array, which it is not.
struct CoolifyDeployments: Hashable, Sendable, Decodable {
  let deployments: [CoolifyDeployment]

  /// The rows that keep a variable from being changed: a running deployment may have read the old value already.
  var inFlight: [CoolifyDeployment] { deployments.filter(\.status.isInFlight) }
}
