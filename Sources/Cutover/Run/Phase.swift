/// The phases of a run, in their order (design, "Phases of a run"). `finalize` is a run of its own, much later.
public enum Phase: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
  /// A majority of the fleet, and every participant, bind an epoch to this run.
  case lease
  /// Nothing is changed; everything is looked at.
  case preflight
  /// The follower's Redis exists, empty or a replica of this fleet's. Skipped by a rollback.
  case provision
  /// The follower follows through the relay; the new env files are staged.
  case attach
  /// The copy is complete and durable at the follower.
  case sync
  /// Every participant votes: may the workers be stopped?
  case gate
  /// The workers stop.
  case drain
  /// Every participant votes: may the pen move?
  case vote
  /// The pen moves.
  case cut
  /// The workers' env files supply the new Redis.
  case flip
  /// The workers start on it.
  case start
  /// The App moves. Skipped where the plan has none.
  case app
  /// Jobs flow on the new side.
  case verify
  /// The agents watch on their own; the lease is given back.
  case soak

  /// Earlier before later.
  public static func < (left: Phase, right: Phase) -> Bool {
    left.place < right.place
  }

  private var place: Int {
    Phase.allCases.firstIndex(of: self) ?? Phase.allCases.endIndex
  }
}
