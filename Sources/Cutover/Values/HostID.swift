/// A host of the fleet, by its name in the fleet file ("vps-01"). Never an address: addresses change, names sign votes.
public struct HostID: RawRepresentable, Sendable, Hashable, Codable, Comparable {
  /// The name as the fleet file spells it.
  public let rawValue: String

  /// Wraps a name; whether it is one of the fleet is the fleet file's concern.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Orders by name, so that lists of hosts read the same in every report.
  public static func < (left: HostID, right: HostID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension HostID: ExpressibleByStringLiteral, CustomStringConvertible {
  /// For tests and constants.
  public init(stringLiteral value: String) {
    self.init(rawValue: value)
  }

  /// The name itself.
  public var description: String { rawValue }
}
