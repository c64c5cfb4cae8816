/// The variables of a container or a service in their order: `.Config.Env` of a running container is the truth about what
/// its process got (contracts.md section 3). Descriptions show names only, since values are secrets.
public struct EnvironmentVariables: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The names in their order, each once.
  public private(set) var names: [String]
  private var values: [String: String]

  /// Makes it of pairs; a later one replaces an earlier one of the same name.
  public init(_ pairs: [(name: String, value: String)] = []) {
    names = []
    values = [:]
    for pair in pairs {
      if values.updateValue(pair.value, forKey: pair.name) == nil { names.append(pair.name) }
    }
  }

  /// Makes it of `NAME=value` lines; a line without `=` is a variable without a value and is left out.
  public init(assignments: [String]) {
    self.init(
      assignments.compactMap { line in
        guard let equals = line.firstIndex(of: "=") else { return nil }
        return (String(line[..<equals]), String(line[line.index(after: equals)...]))
      })
  }

  /// The value of a variable; nil where it is not set.
  public subscript(name: String) -> String? { values[name] }

  /// Names only.
  public var description: String { "[" + names.joined(separator: ", ") + "]" }
  /// Names only.
  public var customMirror: Mirror { Mirror(self, children: ["names": names]) }
}
