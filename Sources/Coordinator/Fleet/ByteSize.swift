/// A number of bytes, written as Redis writes it in its configuration.
struct ByteSize: Hashable, Sendable, CustomStringConvertible {
  /// The number of bytes.
  let bytes: UInt64

  private static let units: [(suffix: String, factor: UInt64)] = [
    ("gb", 1 << 30), ("mb", 1 << 20), ("kb", 1 << 10), ("g", 1_000_000_000), ("m", 1_000_000), ("k", 1000), ("b", 1),
  ]

  /// A size of so many bytes.
  init(bytes: UInt64) {
    self.bytes = bytes
  }

  /// Reads digits and a unit in any case: none or `b`, `k` = 1000, `kb` = 1024, and so on with `m` and `g` (Redis,
  /// `memtoll` in util.c). Nil for anything else, and for more than 64 bits.
  init?(_ text: String) {
    let lower = text.lowercased()
    let unit = Self.units.first { lower.hasSuffix($0.suffix) }
    let digits = lower.dropLast(unit?.suffix.count ?? 0)
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = UInt64(digits) else {
      return nil
    }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit?.factor ?? 1)
    guard !overflow else { return nil }
    bytes = product
  }

  /// The shortest exact form, which Redis reads as well: `8gb`.
  var description: String {
    let unit = Self.units.first { bytes >= $0.factor && bytes % $0.factor == 0 && $0.suffix != "b" }
    return unit.map { "\(bytes / $0.factor)\($0.suffix)" } ?? "\(bytes)"
  }
}
