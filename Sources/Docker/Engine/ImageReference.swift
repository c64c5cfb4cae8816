/// An image's name and its tag or digest: the daemon wants them apart, and pulls **every** tag where none is given.
public struct ImageReference: Hashable, Sendable, CustomStringConvertible {
  /// `redis`, `registry.example.com:5000/team/redis`.
  public let name: String
  /// `7.0.15-alpine`, `sha256:…`, or `latest` where none was written.
  public let tag: String

  /// Reads `name`, `name:tag` or `name@digest`; nil where there is no name.
  public init?(_ text: String) {
    if let at = text.firstIndex(of: "@") {
      name = String(text[..<at])
      tag = String(text[text.index(after: at)...])
    } else if let colon = text.lastIndex(of: ":"), !text[colon...].contains("/") {
      name = String(text[..<colon])
      tag = String(text[text.index(after: colon)...])
    } else {
      name = text
      tag = "latest"
    }
    guard !name.isEmpty, !tag.isEmpty else { return nil }
  }

  /// `name:tag` or `name@digest`.
  public var description: String { tag.contains(":") ? "\(name)@\(tag)" : "\(name):\(tag)" }
}
