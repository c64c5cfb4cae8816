/// A version of Redis or Valkey: `7.0.15`.
public struct RedisVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The first number.
  public let major: Int
  /// The second number.
  public let minor: Int
  /// The third number.
  public let patch: Int

  /// Makes a version of its numbers.
  public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `7.0.15`, `8.0` or `7.4.0-rc1`, whose suffix is dropped; `nil` if the text does not begin with two numbers.
  public init?(_ text: String) {
    let numbers = text.prefix { $0 != "-" }.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...4).contains(numbers.count), let major = numbers[0], let minor = numbers[1] else { return nil }
    guard let patch = numbers.count > 2 ? numbers[2] : 0 else { return nil }
    self.init(major, minor, patch)
  }

  /// Orders by the numbers.
  public static func < (left: RedisVersion, right: RedisVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }

  /// `7.0.15`.
  public var description: String { "\(major).\(minor).\(patch)" }
}
