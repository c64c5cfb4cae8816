/// How long something of a run will take, and what that rests on.
struct PlanEstimate: Encodable, Hashable, Sendable {
  /// In microseconds; none where nothing is known to rest an estimate on.
  let microseconds: Int?
  /// What it rests on; or why there is none.
  let basis: String

  /// `about 1.2 s: …`, `none: …` or `unknown: …`.
  var words: String {
    switch microseconds {
    case nil: "unknown: \(basis)"
    case 0?: "none: \(basis)"
    case let microseconds?: "about \(DurationText.text(.microseconds(microseconds))): \(basis)"
    }
  }
}
