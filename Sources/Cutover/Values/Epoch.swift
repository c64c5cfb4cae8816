/// The fencing token of the fleet's lease: every lease raises it, every mutating verb carries it, a lower one changes
/// nothing (S5). The pen's own epoch is the epoch of the attempt that moved it last.
public struct Epoch: RawRepresentable, Sendable, Hashable, Codable, Comparable {
  /// The number; 0 is "before any run".
  public let rawValue: UInt64

  /// Wraps a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The epoch that the next lease asks for.
  public var next: Epoch { Epoch(rawValue: rawValue + 1) }

  /// Older before newer.
  public static func < (left: Epoch, right: Epoch) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension Epoch: ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// For tests and constants.
  public init(integerLiteral value: UInt64) {
    self.init(rawValue: value)
  }

  /// The number alone.
  public var description: String { "\(rawValue)" }
}
