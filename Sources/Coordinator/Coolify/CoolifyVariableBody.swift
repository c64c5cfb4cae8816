import Foundation
import Protocol

/// The body that changes or creates a variable. Coolify resets each flag that a change omits, so all are written.
struct CoolifyVariableBody: Hashable, Sendable, Encodable {
  let key: String
  let value: Secret
  let isLiteral: Bool
  let isMultiline: Bool
  /// Nil where this version of Coolify refused the flag.
  private(set) var isRuntime: Bool?
  /// Nil where this version of Coolify refused the flag.
  private(set) var isBuildtime: Bool?

  private enum CodingKeys: String, CodingKey {
    case key, value
    case isPreview = "is_preview"
    case isLiteral = "is_literal"
    case isMultiline = "is_multiline"
    case isShownOnce = "is_shown_once"
    case isRuntime = "is_runtime"
    case isBuildtime = "is_buildtime"
  }

  /// A change of a stored variable that keeps its flags.
  init(changing row: CoolifyVariable, to value: Secret) {
    key = row.key
    self.value = value
    isLiteral = row.isLiteral
    isMultiline = row.isMultiline
    isRuntime = row.isRuntime ?? true
    isBuildtime = row.isBuildtime ?? false
  }

  /// A new variable. Literal, since a password may hold a `$`; and not for the build, whose image would keep it.
  init(creating key: String, value: Secret) {
    self.key = key
    self.value = value
    isLiteral = true
    isMultiline = false
    isRuntime = true
    isBuildtime = false
  }

  /// What to send after a 422 that names fields: the same without the flags that older versions do not know. Nil where
  /// another field was refused, or none that was sent.
  func retry(refused fields: Set<String>) -> Self? {
    guard !fields.isEmpty, fields.isSubset(of: ["is_runtime", "is_buildtime"]) else { return nil }
    var retry = self
    if fields.contains("is_runtime") { retry.isRuntime = nil }
    if fields.contains("is_buildtime") { retry.isBuildtime = nil }
    return retry == self ? nil : retry
  }

  func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: CodingKeys.self)
    try body.encode(key, forKey: .key)
    try body.encode(value, forKey: .value)
    try body.encode(false, forKey: .isPreview)
    try body.encode(isLiteral, forKey: .isLiteral)
    try body.encode(isMultiline, forKey: .isMultiline)
    try body.encode(false, forKey: .isShownOnce)
    try body.encodeIfPresent(isRuntime, forKey: .isRuntime)
    try body.encodeIfPresent(isBuildtime, forKey: .isBuildtime)
  }

  /// The JSON for the request, with the value in it: for the connection to Coolify only.
  func revealedJSON() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if let reveal = Secret.revealKey {
      encoder.userInfo[reveal] = true
    }
    return try encoder.encode(self)
  }
}
