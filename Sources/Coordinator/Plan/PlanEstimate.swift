/// How long something of a run will take, and what that rests on.
struct PlanEstimate: Encodable, Hashable, Sendable {
  /// In microseconds; none where nothing is known to rest an estimate on.
  let microseconds: Int?
  /// What it rests on; or why there is none.
  let basis: String

  /// `about 1.2 s: …`, or `unknown: …`.
  var words: String {
    "\(microseconds.map { "about \(DurationText.text(.microseconds($0)))" } ?? "unknown"): \(basis)"
  }
}
