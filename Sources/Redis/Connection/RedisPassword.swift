/// A password of a Redis: may be sent, never shown. Descriptions and dumps show `<redacted>`, and it has no Codable.
public struct RedisPassword: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let value: String

  /// Keeps a password.
  public init(_ value: String) { self.value = value }

  /// Gives the password to the code that encodes it.
  func withRevealed<Result>(_ body: (String) -> Result) -> Result { body(value) }

  /// Never the password.
  public var description: String { "<redacted>" }
  /// Never the password.
  public var debugDescription: String { description }
  /// Never the password: `dump` and the interpolation of containing types look here.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
