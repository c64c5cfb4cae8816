import Yams

/// The tree of a fleet file's text, with the position of everything in it, and the keys that stand there twice.
///
/// Yams ends at the first key that repeats. So that all mistakes are reported at once, the first of two equal keys is
/// renamed in a copy of the text (one character, the same width: no position moves) and the copy is read again.
struct FleetYAML {
  /// The root of the document.
  let root: Node
  /// One problem for each repeated key.
  let problems: [FleetProblem]

  /// Marks a renamed key: the first character of the private use area, which nobody types.
  static func isRenamed(_ key: String) -> Bool {
    key.unicodeScalars.first.map { (0xE000...0xF8FF).contains($0.value) } ?? false
  }

  /// Reads one document. Throws where the text is no YAML at all: then nothing else can be said about it.
  init(_ text: String, lines: SourceLines) throws(FleetError) {
    var copy = text
    var renamed: [String] = []
    while true {
      do {
        guard let root = try Yams.compose(yaml: copy, .default, .default, .utf8) else {
          throw FleetError(problems: [lines.emptyFile])
        }
        self.root = root
        problems = Self.repetitions(in: root, renamed: renamed, lines: lines)
        return
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let name = names.first ?? ""
        guard renamed.count < 100,
          let next = Self.renaming(name, at: context.mark, in: copy, number: UInt32(renamed.count))
        else {
          throw FleetError(problems: [lines.repeatedKey(nil, at: context.mark, first: nil)])
        }
        copy = next
        renamed.append(name)
      } catch let error as FleetError {
        throw error
      } catch {
        throw FleetError(problems: [lines.syntax(error)])
      }
    }
  }

  private static func renaming(_ name: String, at mark: Mark, in text: String, number: UInt32) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
    guard lines.indices.contains(mark.line - 1), let replacement = Unicode.Scalar(0xE000 + number) else { return nil }
    var column = mark.column - 1
    let line = lines[mark.line - 1]
    if line.indices.contains(column), line[column] == "\"" || line[column] == "'" {
      column += 1
    }
    guard line.indices.contains(column), line[column] == name.unicodeScalars.first else { return nil }
    lines[mark.line - 1][column] = replacement
    return lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
  }

  /// `secret` is true below a key that names where a secret is: there even a key may be the secret itself.
  private static func repetitions(
    in node: Node, renamed: [String], lines: SourceLines, secret: Bool = false
  ) -> [FleetProblem] {
    switch node {
    case .scalar, .alias:
      return []
    case .sequence(let sequence):
      return sequence.flatMap { repetitions(in: $0, renamed: renamed, lines: lines, secret: secret) }
    case .mapping(let mapping):
      var firsts: [String: Mark] = [:]
      var problems: [FleetProblem] = []
      for (key, value) in mapping {
        let name = key.scalar.map { original(of: $0.string, renamed: renamed) }
        let hides = secret || name == "password" || name == "token"
        problems += repetitions(in: value, renamed: renamed, lines: lines, secret: hides)
        guard let name, let mark = key.mark else { continue }
        if let first = firsts[name] {
          problems.append(lines.repeatedKey(secret ? nil : name, at: mark, first: first))
        } else {
          firsts[name] = mark
        }
      }
      return problems
    }
  }

  private static func original(of key: String, renamed: [String]) -> String {
    guard isRenamed(key), let scalar = key.unicodeScalars.first else { return key }
    let number = Int(scalar.value) - 0xE000
    return renamed.indices.contains(number) ? renamed[number] : key
  }
}
