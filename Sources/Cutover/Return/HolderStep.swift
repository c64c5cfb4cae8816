/// What to do with the Redis that holds the pen, in this life of its process.
public enum HolderStep: Sendable, Hashable {
  /// Nothing: it serves as it must, or it is none of ours.
  case rest
  /// Write the marker: it serves by a promotion whose agent did not come to that.
  case mark(Epoch)
  /// Let it serve.
  case serve(Epoch)
  /// Fence it: it serves, and its data is not that of the pen.
  case fence(Finding)
  /// It is fenced, and stays so until somebody has looked.
  case stayFenced(Finding)
}
