/// Numbers of bytes for people: `512 B`, `1.4 GB`. Decimal units (SI), as networks and disks are sold.
enum ByteCount {
  private static let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]

  /// Two or three digits and a unit.
  static func text(_ bytes: UInt64) -> String {
    guard bytes >= 1000 else { return "\(bytes) B" }
    var value = Double(bytes)
    var unit = 0
    // 999.5 of a unit would be shown as 1000 of it.
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    return "\(Decimal1.text(value)) \(units[unit])"
  }

  /// A speed.
  static func rate(_ bytesPerSecond: Double) -> String {
    text(UInt64(max(0, min(bytesPerSecond, 1e18)).rounded())) + "/s"
  }
}
