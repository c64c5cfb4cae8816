import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A project before interpolation (`config --no-interpolate`): which environment files each service names, and what it
/// says about a variable itself. It is a compose file again, so that a changed one proves what a change would do.
struct ComposeModel: Sendable {
  /// What a service's `environment:` says about a variable.
  enum Entry: Hashable, Sendable {
    /// Nothing: it may come from an `env_file`.
    case absent
    /// The name alone: taken from the interpolation files.
    case passedThrough
    /// A value with `$`: made by interpolation.
    case interpolated
    /// A value as it stands.
    case literal
  }

  private var root: JSONValue

  /// Reads compose's output.
  init(_ output: String) throws(DockerError) {
    root = try Compose.decoded(output, "config --no-interpolate")
  }

  /// The environment files that any of the services names, absolute, each once, in their order.
  func environmentFiles(of services: [String], in project: ComposeProject) -> [String] {
    var found: [String] = []
    for service in services {
      for entry in entries(of: service) {
        if let path = Self.path(of: entry).map(project.path), !found.contains(path) { found.append(path) }
      }
    }
    return found
  }

  /// What a service's `environment:` says about a variable.
  func entry(for variable: String, of service: String) -> Entry {
    switch root["services"]?[service]?["environment"] {
    case .object(let members)?:
      switch members[variable] {
      case nil: return .absent
      case .null?: return .passedThrough
      case .string(let text)?: return text.contains("$") ? .interpolated : .literal
      default: return .literal
      }
    case .array(let lines)?:
      for case .string(let line) in lines {
        if line == variable { return .passedThrough }
        if line.hasPrefix(variable + "=") { return line.contains("$") ? .interpolated : .literal }
      }
      return .absent
    default: return .absent
    }
  }

  /// The model with another file in the place of an environment file, in every service.
  func replacing(environmentFile file: String, with other: String, in project: ComposeProject) -> ComposeModel {
    guard case .object(let services)? = root["services"] else { return self }
    var copy = self
    for service in services.keys {
      let entries = entries(of: service)
      guard !entries.isEmpty else { continue }
      let replaced = entries.map { entry -> JSONValue in
        guard Self.path(of: entry).map(project.path) == file else { return entry }
        guard case .object = entry else { return .string(other) }
        var changed = entry
        changed["path"] = .string(other)
        return changed
      }
      copy.root["services"]?[service]?["env_file"] = .array(replaced)
    }
    return copy
  }

  /// The model as a compose file.
  func encoded() throws(DockerError) -> [UInt8] {
    let encoder = JSONEncoder()
    // The YAML reader of compose 2.26 knows no `\/`.
    encoder.outputFormatting = [.withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(root))
    } catch {
      throw DockerError(.responseInvalid, "the compose model cannot be written again")
    }
  }

  private func entries(of service: String) -> [JSONValue] {
    switch root["services"]?[service]?["env_file"] {
    case .array(let entries)?: entries
    case .string(let path)?: [.string(path)]
    default: []
    }
  }

  private static func path(of entry: JSONValue) -> String? {
    switch entry {
    case .string(let path): path
    case .object(let members): if case .string(let path)? = members["path"] { path } else { nil }
    case .null, .bool, .integer, .number, .array: nil
    }
  }
}
