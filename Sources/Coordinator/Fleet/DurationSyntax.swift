/// The durations of a fleet file: a whole number and its unit, as in `500ms`, `1s`, `30m`, `24h`.
enum DurationSyntax {
  private static let units: [(suffix: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  /// Reads a duration. Nil without a unit, for zero, and for more than ten years.
  static func parse(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let suffix = text[digits.endIndex...]
    guard let count = Int64(digits), count > 0, let unit = units.first(where: { $0.suffix == suffix }) else {
      return nil
    }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
    guard !overflow, product <= 3650 * 86_400_000 else { return nil }
    return .milliseconds(product)
  }
}
