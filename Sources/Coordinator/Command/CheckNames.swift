import Cutover

/// Words about names of checks.
enum CheckNames {
  /// The checks that names of checks and groups stand for; none for no names, which is all.
  static func ids(_ names: [String]) -> Set<CheckID>? {
    guard !names.isEmpty else { return nil }
    return Set(CheckID.allCases.filter { names.contains($0.rawValue) || names.contains($0.group.rawValue) })
  }

  /// That a name is none, with the nearest one.
  static func unknown(_ name: String) -> String {
    let known = CheckID.allCases.map(\.rawValue) + CheckGroup.allCases.map(\.rawValue)
    let nearest = NearestKey.suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ";"
    return "there is no check \(name)\(nearest) `coordinator check` shows all"
  }
}
