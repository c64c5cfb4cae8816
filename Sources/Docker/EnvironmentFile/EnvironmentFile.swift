/// An environment file (`.env`) as bytes and assignments. Editing changes exactly one value and keeps every other byte:
/// comments, quoting, CRLF, a missing final newline.
public struct EnvironmentFile: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The longest file that is read, in bytes.
  public static let sizeLimit = 1 << 18

  /// The file's content.
  public let bytes: [UInt8]
  /// Its assignments in their order; of two for one variable the last is effective.
  public let assignments: [EnvironmentAssignment]

  /// Reads a file's content as compose does.
  /// - Throws: `environmentFileInvalid` where compose would refuse it too.
  public init(parsing bytes: [UInt8]) throws(DockerError) {
    var parser = EnvironmentFileParser(bytes)
    self.bytes = bytes
    assignments = try parser.assignments()
  }

  /// The effective assignment of a variable; nil where there is none.
  public func assignment(of variable: String) -> EnvironmentAssignment? {
    assignments.last { $0.name == variable }
  }

  /// The file with another value for a variable: the quoting stays where it can write the value literally, else the
  /// first of single, double or none that can.
  /// - Throws: `environmentFileInvalid` where the variable is not assigned, no quoting can write the value, or the
  ///   changed file does not read back as intended.
  public func replacing(_ variable: String, with value: String) throws(DockerError) -> EnvironmentFile {
    guard let old = assignment(of: variable) else {
      throw DockerError(
        .environmentFileInvalid, "the environment file does not assign \(variable)",
        remedy: "Add a line for \(variable), and check with docker compose config.")
    }
    let styles = [old.quoting, .single, .double, .none]
    guard let written = styles.lazy.compactMap({ $0.written(value) }).first else {
      throw DockerError(
        .environmentFileInvalid,
        "the new value of \(variable) has characters that no quoting of an environment file can write literally",
        remedy: "Use a value of letters, digits and URL punctuation; percent-encode the rest.")
    }
    let changed = Array(bytes[..<old.range.lowerBound]) + Array(written.utf8) + bytes[old.range.upperBound...]
    let result = try EnvironmentFile(parsing: changed)
    try prove(result, differsOnlyAt: old, value: value)
    return result
  }

  private func prove(
    _ result: EnvironmentFile, differsOnlyAt old: EnvironmentAssignment, value: String
  ) throws(DockerError) {
    let isSame = zip(assignments, result.assignments).allSatisfy { before, after in
      before.range == old.range && before.name == old.name
        || before.name == after.name && bytes[before.range] == result.bytes[after.range]
    }
    guard assignments.count == result.assignments.count, isSame, result.assignment(of: old.name)?.value == value else {
      throw DockerError(
        .environmentFileInvalid,
        "the environment file with the new value of \(old.name) would not read back as written",
        remedy: "Put \(old.name) on a line of its own, in single quotes.")
    }
  }

  /// The size and the names, never a value.
  public var description: String {
    "environment file of \(bytes.count) bytes: " + assignments.map(\.name).joined(separator: ", ")
  }
  /// The size and the names, never a value.
  public var customMirror: Mirror { Mirror(self, children: ["names": assignments.map(\.name)]) }
}
