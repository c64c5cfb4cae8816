/// A private key as PEM text that never shows itself in a description, a mirror or an error.
public struct PrivateKey: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  /// The PEM text (PKCS#8). Give it to a file or a connection, never to a log or a command line.
  public let pem: String

  /// Takes PEM text.
  public init(pem: String) { self.pem = pem }

  /// Always `<private key>`.
  public var description: String { "<private key>" }
  /// Always `<private key>`.
  public var debugDescription: String { description }
  /// Without children.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
