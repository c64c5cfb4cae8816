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

  /// The pull request that a preview is deployed for; 0 for the application itself.
  let pullRequest: Int?
  /// Coolify's number of the application, which its containers have as the label `coolify.applicationId`.
  let application: Int?

  private enum CodingKeys: String, CodingKey {
    case id, status
    case uuid = "deployment_uuid"
    case pullRequest = "pull_request_id"
    case application = "application_id"
  }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    id = try row.decode(Int.self, forKey: .id)
    uuid = try row.decode(String.self, forKey: .uuid)
    status = try row.decode(Status.self, forKey: .status)
    pullRequest = try row.decodeIfPresent(Int.self, forKey: .pullRequest)
    // A text in the published description, a number by its nature.
    if let number = try? row.decodeIfPresent(Int.self, forKey: .application) {
      application = number
    } else {
      application = try row.decodeIfPresent(String.self, forKey: .application).flatMap { Int($0) }
    }
  }
}

/// The answer of `GET /deployments/applications/{uuid}`; the published description calls it an array, which it is not.
struct CoolifyDeployments: Hashable, Sendable, Decodable {
  let deployments: [CoolifyDeployment]

  /// The rows that keep a variable from being changed: a running deployment may have read the old value already.
  var inFlight: [CoolifyDeployment] { deployments.filter(\.status.isInFlight) }

  /// Without the rows of pull requests: a preview is a container of its own and never the App.
  var withoutPreviews: Self { Self(deployments: deployments.filter { ($0.pullRequest ?? 0) == 0 }) }
}
