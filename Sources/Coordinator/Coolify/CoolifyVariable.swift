import Protocol

/// A variable of an application as Coolify stores it. Its value is a `Secret`: a Redis URL may hold a password.
struct CoolifyVariable: Hashable, Sendable, Decodable {
  let uuid: String
  let key: String
  /// Absent without the ability `read:sensitive`, and for a variable that is shown only once.
  let value: Secret?
  let isPreview: Bool
  let isLiteral: Bool
  let isMultiline: Bool
  let isShownOnce: Bool
  let isShared: Bool
  /// Nil where the version of Coolify has no such flag.
  let isRuntime: Bool?
  /// Nil where the version of Coolify has no such flag.
  let isBuildtime: Bool?

  private enum CodingKeys: String, CodingKey {
    case uuid, key, value
    case isPreview = "is_preview"
    case isLiteral = "is_literal"
    case isMultiline = "is_multiline"
    case isShownOnce = "is_shown_once"
    case isShared = "is_shared"
    case isRuntime = "is_runtime"
    case isBuildtime = "is_buildtime"
  }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    uuid = try row.decode(String.self, forKey: .uuid)
    key = try row.decode(String.self, forKey: .key)
    // Not `real_value`: Coolify quotes that one where the variable is literal.
    value = try row.decodeIfPresent(Secret.self, forKey: .value)
    isPreview = try row.decodeIfPresent(Bool.self, forKey: .isPreview) ?? false
    isLiteral = try row.decodeIfPresent(Bool.self, forKey: .isLiteral) ?? false
    isMultiline = try row.decodeIfPresent(Bool.self, forKey: .isMultiline) ?? false
    isShownOnce = try row.decodeIfPresent(Bool.self, forKey: .isShownOnce) ?? false
    isShared = try row.decodeIfPresent(Bool.self, forKey: .isShared) ?? false
    isRuntime = try row.decodeIfPresent(Bool.self, forKey: .isRuntime)
    isBuildtime = try row.decodeIfPresent(Bool.self, forKey: .isBuildtime)
  }
}
