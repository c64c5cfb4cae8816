/// What a text in a fleet file must look like: the test and the words that describe it. Most of these texts become
/// arguments of a command, a path or a name in a certificate, so that nothing but the expected characters passes.
struct TextRule: Sendable {
  /// Completes "required: …".
  let required: String
  /// The test.
  let accepts: @Sendable (String) -> Bool

  /// Names of fleets and hosts; they become folder names and names in certificates.
  static let identifier = TextRule(required: "1 to 63 characters of a-z, 0-9 and -, not at either end a -") { text in
    (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
      && text.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  /// A POSIX login name (useradd(8)).
  static let user = TextRule(required: "a login name: a-z, 0-9, _ and -, beginning with a letter or _") { text in
    guard let first = text.utf8.first, isLower(first) || first == UInt8(ascii: "_") else { return false }
    return text.utf8.count <= 32
      && text.utf8.allSatisfy { isLower($0) || isDigit($0) || "_-.".utf8.contains($0) }
  }

  /// Docker's rule for container names; compose has the same characters for services.
  static let container = TextRule(
    required: "a container name: letters, digits, _, . and -, beginning with a letter or digit"
  ) {
    text in
    guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || "_.-".utf8.contains($0) }
  }

  /// An environment variable's name.
  static let variable = TextRule(required: "a variable name: letters, digits and _, not beginning with a digit") {
    text in
    guard let first = text.utf8.first, !isDigit(first) else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
  }

  /// An absolute path that names one place: no `..`.
  static let absolutePath = TextRule(required: "an absolute path, as in /opt/redis, without ..") { text in
    text.hasPrefix("/") && isPath(text)
  }

  /// A path, absolute or not.
  static let path = TextRule(required: "a path without control characters") { text in
    !text.isEmpty && !text.utf8.contains { $0 < 0x20 || $0 == 0x7f }
  }

  /// A path below the directory that it is relative to, or an absolute one.
  static let containedPath = TextRule(required: "a path, absolute or relative to `project`, without ..") { text in
    !text.isEmpty && !text.hasPrefix("-") && isPath(text)
  }

  /// An image reference with a tag or a digest, so that it names one version.
  static let image = TextRule(required: "an image with a tag or digest, as in redis:7.0.15-alpine") { text in
    guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
    let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    return name.contains(":") && !name.hasSuffix(":")
      && text.utf8.allSatisfy { isAlphanumeric($0) || "_.-/:@".utf8.contains($0) }
  }

  /// A BullMQ prefix or queue name. It is used in patterns of SCAN, so that none of their characters are allowed.
  static let keyPart = TextRule(required: "text without blanks and without * ? [ ] \\") { text in
    !text.isEmpty && !text.utf8.contains { $0 <= 0x20 || $0 >= 0x7f || "*?[]\\".utf8.contains($0) }
  }

  /// An absolute http or https URL without a login in it.
  static let url = TextRule(required: "a URL of http:// or https:// with a host, without user and password") { text in
    let schemes = ["http://", "https://"]
    guard let scheme = schemes.first(where: text.hasPrefix) else { return false }
    let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return !authority.isEmpty && !authority.hasPrefix(":") && !authority.contains("@")
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
  }

  /// An HTTP method.
  static let method = TextRule(required: "GET, POST, PUT, PATCH or DELETE") { text in
    ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(text)
  }

  /// Any visible text on one line.
  static let line = TextRule(required: "text on one line") { text in
    text.contains { !$0.isWhitespace } && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// A regular expression that compiles.
  static let regularExpression = TextRule(required: "a regular expression") { text in
    !text.isEmpty && (try? Regex(text)) != nil
  }

  private static func isPath(_ text: String) -> Bool {
    path.accepts(text) && !text.split(separator: "/").contains("..")
  }

  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLower(byte) || isDigit(byte) || (0x41...0x5a).contains(byte)
  }
}
