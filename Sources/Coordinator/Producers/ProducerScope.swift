/// Which producers can be probed in a run: those that add jobs to the new side now.
enum ProducerScope: Hashable, Sendable {
  /// The App has moved: all must work.
  case moved
  /// The fleet names no App: an HTTP producer that answers must work.
  case unknown
  /// This run leaves the App where it is, whose adds are refused until it moves.
  case leftBehind

  /// - Parameters:
  ///   - app: what the fleet file says.
  ///   - isMoved: whether the plan moves it.
  init(_ app: FleetApp?, isMoved: Bool) {
    self =
      switch app {
      case nil: .unknown
      // It is moved as the workers are.
      case .compose: .moved
      case .coolify, .container, .manual: isMoved ? .moved : .leftBehind
      }
  }
}
