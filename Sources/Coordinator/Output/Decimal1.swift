/// Numbers with at most one decimal, rounded half away from zero, with a point in every locale.
enum Decimal1 {
  /// One decimal below 100, none from there on: `1.4`, `83.2`, `512`.
  static func text(_ value: Double) -> String {
    let tenths = (value * 10).rounded()
    guard tenths < 1000 else { return String(Int64(value.rounded())) }
    let whole = Int64(tenths)
    return "\(whole / 10).\(whole % 10)"
  }
}
