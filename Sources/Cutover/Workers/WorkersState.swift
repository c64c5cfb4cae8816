/// Where one host's workers stand in a run.
public enum WorkersState: Sendable, Hashable {
  /// No run. Exits: `staged`.
  case idle
  /// They run on the old side; the new env file lies ready. Exits: `idle`, `draining`.
  case staged
  /// They are being stopped, which cannot be called back; `undo` is why they start again as soon as the stops have
  /// ended. Exits: `drained`, `starting`.
  case draining(inFlight: Bool, undo: WorkersAuthority?)
  /// None runs; nothing was promised. Exits: `promised`, `starting` on the old side.
  case drained
  /// None runs, and this host has voted yes: only a claim or an order starts them. Exits: `supplying`, `starting`,
  /// `asking`.
  case promised
  /// Promised, and the coordinator is gone: the agents of both Redis are asked. Exits: `starting`.
  case asking
  /// The env file is being put in place, by order, before the start is ordered. Exits: `promised`.
  case supplying(WorkersSide)
  /// They are being brought up on this side, env file first. Exits: `started`.
  case starting(WorkersSide, WorkersAuthority, inFlight: Bool)
  /// They run on this side. Exits: `staged` by the next run; `draining` when they are on the old side; `idle`.
  case started(WorkersSide)

  /// Whether something is under way that an earlier order, or nobody's, has begun: it cannot be called back, and its end
  /// is awaited before a later order is answered.
  public var isUnderWay: Bool {
    switch self {
    case .draining(let inFlight, _): inFlight
    case .supplying: true
    case .starting(_, _, let inFlight): inFlight
    case .idle, .staged, .drained, .promised, .asking, .started: false
    }
  }
}
