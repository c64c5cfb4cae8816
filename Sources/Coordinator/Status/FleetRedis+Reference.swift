import Protocol

/// How agents are told which Redis of the pair is meant.
extension FleetRedis {
  /// Id of the host of a side.
  func host(of side: HostReading.Side) -> String {
    switch side {
    case .source: source.host
    case .target: target.host
    }
  }

  /// Name of the container of a side.
  func container(of side: HostReading.Side) -> String {
    switch side {
    case .source: source.container
    case .target: target.container
    }
  }

  /// The Redis of a side, on its own host's agent. The target always has a password, which `provision` leaves there.
  func reference(to side: HostReading.Side) -> RedisReference {
    switch side {
    case .source: RedisReference(container: source.container, password: source.password == nil ? .none : .stored)
    case .target: RedisReference(container: target.container, password: .stored)
    }
  }
}

extension FleetWorkers {
  /// These workers, as agents are told.
  var reference: WorkersReference {
    WorkersReference(
      project: project, compose: compose, services: services.map(\.pattern).joined(separator: ","), variable: variable)
  }
}
