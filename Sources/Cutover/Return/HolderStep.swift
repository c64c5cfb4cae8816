/// What to do with the Redis that holds the pen, in this life of its process.
public enum HolderStep: Sendable, Hashable {
  /// Nothing: it serves as it must, or it is none of ours.
  case rest
  /// Write the marker: it serves by a promotion whose agent did not come to that.
  case mark(Epoch)
  /// Let it serve, with the marker of this epoch.
  case serve(Epoch)
  /// Ask the other Redis's agent how far its data is, and look again with the answer.
  case compare
  /// Fence it: it serves, and its data is not that of the pen.
  case fence(Finding)
  /// It is fenced, and stays so until somebody has looked.
  case stayFenced(Finding)
  /// It is fenced, and stays so until the other Redis's agent has answered, who is asked again.
  case awaitAnswer(Finding)
}
