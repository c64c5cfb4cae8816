/// One setting of a Redis that a run changed.
public struct SettingChange: Codable, Hashable, Sendable {
  /// The setting's name.
  public var name: String
  /// Its value before.
  public var before: String
  /// Its value since.
  public var after: String

  /// Makes one from its fields.
  public init(name: String, before: String, after: String) {
    self.name = name
    self.before = before
    self.after = after
  }
}
