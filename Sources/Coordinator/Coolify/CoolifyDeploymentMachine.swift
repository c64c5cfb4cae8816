/// Follows the deployment that a run asked for to its end. Coolify may answer with a UUID that it never stored
/// ("Deployment already queued for this commit."): polling that gives 404, and the application's newest row is followed
/// instead. `finished` is not proof yet: the running container's environment is.
struct CoolifyDeploymentMachine: Hashable, Sendable {
  /// What came back.
  enum Event: Hashable, Sendable {
    /// A row, from polling it.
    case row(CoolifyDeployment)
    /// 404, from polling it.
    case absent
    /// The application's rows.
    case rows(CoolifyDeployments)
  }

  /// What to do next.
  enum Action: Hashable, Sendable {
    /// `GET /deployments/{uuid}`.
    case poll(uuid: String)
    /// `GET /deployments/applications/{uuid}`.
    case list
    /// Nothing: it ended so.
    case end(Outcome)
  }

  /// How it ended.
  enum Outcome: Hashable, Sendable {
    case finished
    case failed
    case cancelled
    /// No row of the queue is ours: whether the App was recreated is not known.
    case lost
  }

  /// How often a row may turn out not to exist.
  static let longestSearch = 5

  private let known: Set<String>
  private var searches = 0

  /// - Parameter known: the application's rows before the deployment was asked for; none of them can be it.
  init(known: CoolifyDeployments) {
    self.known = Set(known.deployments.map(\.uuid))
  }

  /// The first action, with the UUID that Coolify answered, if it answered one.
  func start(answered uuid: String?) -> Action {
    guard let uuid, !uuid.isEmpty else { return .list }
    return .poll(uuid: uuid)
  }

  /// The action after an event.
  mutating func handle(_ event: Event) -> Action {
    switch event {
    case .row(let row):
      switch row.status {
      case .queued, .inProgress: return .poll(uuid: row.uuid)
      case .finished: return .end(.finished)
      case .failed: return .end(.failed)
      case .cancelled: return .end(.cancelled)
      }
    case .absent:
      searches += 1
      return searches > Self.longestSearch ? .end(.lost) : .list
    case .rows(let rows):
      let new = rows.deployments.filter { !known.contains($0.uuid) }
      let candidates = new.contains(where: \.status.isInFlight) ? new.filter(\.status.isInFlight) : new
      guard let newest = candidates.max(by: { $0.id < $1.id }) else { return .end(.lost) }
      return handle(.row(newest))
    }
  }
}
