/// Durations for people: `840 µs`, `12.3 ms`, `3.4 s`, `5 min 3 s`, `2 h 5 min`, `3 d 4 h`.
enum DurationText {
  /// The two largest units that matter; negative durations keep their sign.
  static func text(_ duration: Duration, style: Style = .plain) -> String {
    if duration < .zero {
      return "-" + text(.zero - duration, style: style)
    }
    let parts = duration.components
    let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    // Each bound is where the rounded number of the smaller unit would reach the larger one.
    if seconds < 0.000_999_5 {
      return "\(Int64((seconds * 1e6).rounded())) \(style.unicode ? "µs" : "us")"
    }
    if seconds < 0.999_5 {
      return "\(Decimal1.text(seconds * 1e3)) ms"
    }
    if seconds < 59.95 {
      return "\(Decimal1.text(seconds)) s"
    }
    let whole = Int64(seconds.rounded())
    if whole < 3600 {
      return pair(whole / 60, "min", whole % 60, "s")
    }
    let minutes = (whole + 30) / 60
    if minutes < 24 * 60 {
      return pair(minutes / 60, "h", minutes % 60, "min")
    }
    let hours = (whole + 1800) / 3600
    return pair(hours / 24, "d", hours % 24, "h")
  }

  private static func pair(_ large: Int64, _ unit: String, _ small: Int64, _ smallUnit: String) -> String {
    small == 0 ? "\(large) \(unit)" : "\(large) \(unit) \(small) \(smallUnit)"
  }
}
