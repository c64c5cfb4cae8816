/// A file that a template renders: where it goes and who may read it.
public struct TemplateFile: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// Its path below the template's directory.
  public let path: String
  /// Its permission bits.
  public let mode: UInt32
  /// Its content; secret in a file of the template's secrets.
  public let text: String
  /// Whether Redis itself writes it later (CONFIG REWRITE), so that an existing one stays.
  public let isOwnedByRedis: Bool

  /// The path and the mode, never the content.
  public var description: String { "\(path) mode \(String(mode, radix: 8))" }
  /// The path and the mode, never the content.
  public var customMirror: Mirror { Mirror(self, children: ["path": path]) }
}
