/// Which file gives services their value of a variable, proven by changing a copy of it. Descriptions leave out values.
public struct VariableResolution: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// How the file's value reaches the containers.
  public enum Mechanism: String, Hashable, Sendable, Codable, CaseIterable {
    /// It fills `${…}`, or a name alone, in the services' `environment:`.
    case interpolation
    /// The services name the file in `env_file:`.
    case environmentFile = "env_file"
  }

  /// The variable.
  public let variable: String
  /// The file that supplies it, absolute.
  public let file: String
  /// The line that its effective assignment begins on, from 1.
  public let line: Int
  /// How it reaches the containers; both where services differ in that.
  public let mechanisms: Set<Mechanism>
  /// The services, sorted.
  public let services: [String]
  /// The value that all of them get now. Holds a password.
  public let value: String
  /// Other variables that change with it, as `service/VARIABLE`, sorted: they refer to it in the file.
  public let dependents: [String]
  /// Other services that depend on these, or on the one that the value leads to: by name, on whom.
  public let dependingServices: [String: [String]]

  /// Everything but the value.
  public var description: String {
    let names = mechanisms.map(\.rawValue).sorted().joined(separator: " and ")
    return "\(variable) of \(services.joined(separator: ", ")) comes from \(file) line \(line) by \(names)"
  }
  /// Everything but the value.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
