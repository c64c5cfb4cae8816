/// A value that may be used but never shown: a password, or a URL with one in it. Descriptions, dumps and ordinary JSON
/// show `<redacted>`; only the wire encoder, which writes into TLS, sees the value (``MessageCoder``).
public struct Secret: Hashable, Sendable, Codable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The key under which an encoder says that it writes to the wire, where the value itself must go.
  public static let revealKey = CodingUserInfoKey(rawValue: "cutover.reveal-secrets")

  private let value: String

  /// Keeps a value.
  public init(_ value: String) { self.value = value }

  /// Gives the value to the code that needs it: a URL to write, a password to send. Nothing given here may be logged.
  public func withRevealed<Result, Failure: Error>(
    _ body: (String) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(value)
  }

  /// Reads a value from the wire.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the value to the wire encoder, `<redacted>` to any other.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    let reveals = Self.revealKey.flatMap { encoder.userInfo[$0] as? Bool } ?? false
    try container.encode(reveals ? value : description)
  }

  /// Never the value.
  public var description: String { "<redacted>" }
  /// Never the value.
  public var debugDescription: String { description }
  /// Never the value: `dump` and string interpolation of containing types look here.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
