/// What `HoldMachine` asks for.
public enum HoldEffect: Sendable, Hashable {
  /// Leader: settings and restart policy go back. Follower: it stops following, read-only. → `putBack`; a failure is no
  /// event, the next look asks again.
  case putBack(Hold)
}
