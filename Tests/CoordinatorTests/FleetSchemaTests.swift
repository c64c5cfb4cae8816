import Cutover
import Foundation
import Testing

@testable import Coordinator

@Suite("The JSON Schema in deploy/")
struct FleetSchemaTests {
  /// What the schema says of one mapping.
  struct Mapping: Equatable {
    var keys: Set<String>
    var required: Set<String>
    var alternatives: Set<String>
  }

  private let root: [String: Any]

  init() throws {
    let data = try Data(contentsOf: FleetText.deploy.appendingPathComponent("fleet.schema.json"))
    root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test("has the mappings and keys of the reader, required and alternative ones alike")
  func keys() throws {
    var found: [String: Mapping] = [:]
    try collect(root, path: "", into: &found)
    #expect(Set(found.keys) == Set(FleetSection.allCases.map(\.rawValue)))
    for section in FleetSection.allCases {
      let mapping = Mapping(
        keys: Set(section.keys), required: Set(section.required), alternatives: Set(section.exactlyOne))
      #expect(found[section.rawValue] == mapping, "\(section)")
    }
  }

  @Test("refuses unknown keys in every mapping")
  func strict() throws {
    let definitions = try #require(root["$defs"] as? [String: [String: Any]])
    for (name, definition) in definitions where definition["properties"] != nil {
      #expect(definition["additionalProperties"] as? Bool == false, "\(name)")
    }
  }

  @Test("has the reader's defaults")
  func defaults() throws {
    let policy = try #require(resolve(["$ref": "#/$defs/policy"])["properties"] as? [String: [String: Any]])
    let standard = FleetPolicy()
    let values = [
      "write_pause": standard.writePause, "drain": standard.drain, "soak": standard.soak, "hold": standard.hold,
    ]
    for (key, value) in values {
      let text = try #require(policy[key]?["default"] as? String)
      #expect(DurationSyntax.parse(text) == value, "\(key)")
    }
    let limits = try #require(resolve(["$ref": "#/$defs/soakLimits"])["properties"] as? [String: [String: Any]])
    let thresholds = SoakThresholds()
    #expect(limits["memory"]?["default"] as? UInt64 == thresholds.memoryPercent)
    #expect((limits["lag"]?["default"] as? String).flatMap(ByteSize.init)?.bytes == thresholds.lagBytes)
    #expect(limits["failed"]?["default"] as? UInt64 == thresholds.failedJobs)
    #expect(limits["failed_percent"]?["default"] as? UInt64 == thresholds.failedPercent)
    #expect(limits["restarts"]?["default"] as? UInt64 == thresholds.restarts)
    #expect(policy["fsync"]?["default"] as? String == standard.fsync.rawValue)
    #expect(policy["fsync"]?["enum"] as? [String] == FleetPolicy.Fsync.allCases.map(\.rawValue))
  }

  private func resolve(_ schema: [String: Any]) -> [String: Any] {
    guard let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last,
      let definition = (root["$defs"] as? [String: Any])?[String(name)] as? [String: Any]
    else { return schema }
    return resolve(definition)
  }

  private func collect(_ schema: [String: Any], path: String, into found: inout [String: Mapping]) throws {
    let schema = resolve(schema)
    if let items = schema["items"] as? [String: Any] {
      try collect(items, path: path + ".*", into: &found)
    }
    if let values = schema["additionalProperties"] as? [String: Any] {
      try collect(values, path: path + ".*", into: &found)
    }
    guard let properties = schema["properties"] as? [String: [String: Any]] else { return }
    let alternatives = (schema["oneOf"] as? [[String: Any]] ?? []).flatMap { $0["required"] as? [String] ?? [] }
    found[path] = Mapping(
      keys: Set(properties.keys), required: Set(schema["required"] as? [String] ?? []),
      alternatives: Set(alternatives))
    for (key, property) in properties {
      try collect(property, path: path.isEmpty ? key : "\(path).\(key)", into: &found)
    }
  }
}
