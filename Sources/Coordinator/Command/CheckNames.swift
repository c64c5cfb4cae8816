import Cutover

/// Words about names of checks.
enum CheckNames {
  /// That a name is none, with the nearest one.
  static func unknown(_ name: String) -> String {
    let known = CheckID.allCases.map(\.rawValue) + CheckGroup.allCases.map(\.rawValue)
    let nearest = NearestKey.suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ";"
    return "there is no check \(name)\(nearest) `coordinator check` shows all"
  }
}
