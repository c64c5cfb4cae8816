/// One line about something that takes a while: `copy  ████░░░░  42 %  0.8 of 2.0 GB  83.2 MB/s  12 s left`.
struct ProgressLine: Hashable, Sendable {
  /// What is counted.
  enum Unit: Sendable {
    case bytes
    /// Things with a name: `workers`, `jobs`.
    case items(String)
  }

  /// What is under way.
  let label: String
  /// How much is done.
  let done: UInt64
  /// How much there is; nil if unknown.
  let total: UInt64?
  /// How much a second; nil if not known yet.
  let rate: Double?
  /// What is counted.
  let unit: Unit

  /// The share that is done, 0 to 1; nil without a total. A total of 0 is done.
  var fraction: Double? {
    total.map { $0 == 0 ? 1 : min(1, Double(done) / Double($0)) }
  }

  /// The time that is left at this rate.
  var remaining: Duration? {
    guard let total, let rate, rate > 0, done < total else { return nil }
    // Ten years stand for "never": more would not fit into the arithmetic.
    return .seconds(min(Double(total - done) / rate, 315_360_000))
  }

  /// The line within `width` columns; the bar takes what is left, up to 30, and goes first if there is no room.
  func text(width: Int?, style: Style) -> String {
    var facts: [String] = []
    if let fraction {
      // Rounded down: 100 % is said when everything is done.
      facts.append("\(Int(fraction * 100)) %")
    }
    facts.append(amount)
    if let rate {
      facts.append(self.speed(rate))
    }
    if let remaining {
      facts.append("\(DurationText.text(remaining, style: style)) left")
    }
    let right = facts.joined(separator: "  ")
    let room = (width ?? 80) - TextWidth.columns(of: label) - TextWidth.columns(of: right) - 4
    guard let fraction, room >= 8 else {
      return TextWidth.truncated("\(label)  \(right)", to: width ?? .max, ellipsis: style.ellipsis)
    }
    let cells = min(30, room)
    let full = Int(fraction * Double(cells))
    let bar =
      style.paint(String(repeating: style.barFull, count: full), .accent)
      + style.paint(String(repeating: style.barEmpty, count: cells - full), .faint)
    return "\(label)  \(bar)  \(right)"
  }

  private var amount: String {
    switch unit {
    case .bytes: total.map { "\(ByteCount.text(done)) of \(ByteCount.text($0))" } ?? ByteCount.text(done)
    case .items(let name): total.map { "\(done) of \($0) \(name)" } ?? "\(done) \(name)"
    }
  }

  private func speed(_ rate: Double) -> String {
    switch unit {
    case .bytes: ByteCount.rate(rate)
    case .items: "\(Decimal1.text(max(0, min(rate, 1e15))))/s"
    }
  }
}

extension ProgressLine.Unit: Hashable {}
