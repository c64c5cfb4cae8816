/// Whether a mutating order of some epoch may be obeyed (S5).
public enum OrderVerdict: Sendable, Hashable {
  /// It is the live lease's.
  case obey
  /// It is not, for this reason.
  case refuse(LeaseRefusal)
}
