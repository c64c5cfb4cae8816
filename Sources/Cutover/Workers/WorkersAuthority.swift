/// What allows workers to start (S2; safety.md, trap 7).
public enum WorkersAuthority: Sendable, Hashable, Codable {
  /// This host has not voted yes on a cut in this run, and now never will: no cut of this run can begin.
  case noPromise
  /// The pen's holder said so, and barred every cut of that epoch.
  case claim(PenClaim)
  /// A coordinator ordered it under the live lease.
  case order(Grant)
}
