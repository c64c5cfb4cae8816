/// The one next thing to do with a Redis that comes back without the pen. Each may be repeated after a crash.
public enum ReturnStep: Sendable, Hashable {
  /// Nothing: it is not ours to touch, it is as it must be, or there is something to wait for.
  case rest
  /// Take it out of all its networks, having recorded them.
  case detach
  /// Start it: detached, so nobody reaches it.
  case start
  /// Look whether it is fenced, and change nothing.
  case prove
  /// Fence it from inside the container.
  case fence
  /// Put it back into the recorded networks.
  case reconnect
  /// Let it follow again, by its own agent's relay.
  case follow
}
