import Yams

/// Reads the tree of a fleet file into values. It goes on after a mistake, so that one reading finds all of them; what
/// is wrong comes out as nil, and a value that needs it as nil too.
///
/// This file holds the general part: mappings with known keys, texts, numbers, lists. What a fleet consists of is in
/// the extensions.
struct FleetReader {
  /// A mapping whose keys are known.
  struct Section {
    let kind: FleetSection
    let path: String
    /// Where a missing key is reported.
    let mark: Mark?
    var entries: [String: (key: Node, value: Node)] = [:]

    func path(of key: String) -> String {
      path.isEmpty ? key : "\(path).\(key)"
    }
  }

  let lines: SourceLines
  let paths: FleetPaths
  var problems: [FleetProblem] = []
  var notEnforced: [(line: Int, message: String)] = []
  /// The ids of the hosts, in order, with the address where it could be read.
  var hosts: [(id: String, address: IPAddress?)] = []

  /// Adds a problem.
  mutating func report(
    at node: Node?, _ message: String, observed: String, required: String, next: String, showsLine: Bool = true
  ) {
    problems.append(
      lines.problem(
        at: node?.mark, message, observed: observed, required: required, next: next, showsLine: showsLine))
  }

  /// Reads a mapping: reports unknown, missing, empty and contradicting keys, and notes what is not enforced.
  mutating func section(_ node: Node, _ kind: FleetSection, path: String, key: Node? = nil) -> Section? {
    guard case .mapping(let mapping) = node else {
      report(
        at: node, "\(path.isEmpty ? "the file" : "`\(path)`") must be a mapping",
        observed: kind.namesSecret ? "something else (not shown)" : describe(node),
        required: "a mapping with \(list(kind.required.isEmpty ? kind.keys : kind.required))",
        next: kind.exactlyOne.contains("file")
          ? "put the secret into a file and write `\(path): { file: PATH }`" : example(of: kind),
        showsLine: !kind.namesSecret)
      return nil
    }
    var section = Section(kind: kind, path: path, mark: key?.mark ?? node.mark)
    var present: [(name: String, key: Node)] = []
    var meant: Set<String> = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        report(
          at: key, "a key must be text", observed: describe(key), required: "one of \(list(kind.keys))",
          next: "remove it", showsLine: !kind.namesSecret)
        continue
      }
      guard !FleetYAML.isRenamed(name) else { continue }
      guard kind.keys.contains(name) else {
        if let suggestion = reportUnknown(key, name, in: kind, path: path) {
          meant.insert(suggestion)
        }
        continue
      }
      present.append((name, key))
      guard !value.isOf(.null) else {
        report(
          at: key, "`\(section.path(of: name))` has no value", observed: "nothing after `\(name):`",
          required: "a value", next: "write the value, or remove the key")
        continue
      }
      section.entries[name] = (key, value)
      if kind.notEnforced.contains(name), let line = key.mark?.line {
        notEnforced.append((line, "\(section.path(of: name)) (line \(line)): not enforced by this version"))
      }
    }
    checkPresence(of: present, meant: meant, in: section)
    return section
  }

  /// Returns the key that was meant, as far as one can guess.
  private mutating func reportUnknown(
    _ key: Node, _ name: String, in kind: FleetSection, path: String
  ) -> String? {
    let suggestion = NearestKey.suggestion(for: name, among: kind.keys)
    let secret = kind.namesSecret || suggestion == "password" || suggestion == "token"
    // A secret written where a mapping belongs may parse as a key (`password: { hunter2 }`).
    report(
      at: key, "unknown key\(kind.namesSecret ? "" : " `\(clipped(name))`")\(path.isEmpty ? "" : " in `\(path)`")",
      observed: kind.namesSecret ? "a key (not shown)" : "`\(clipped(name))`",
      required: "one of \(list(kind.keys))",
      next: suggestion.map { "did you mean `\($0)`?" } ?? "remove it, or see deploy/fleet.example.yaml",
      showsLine: !secret)
    return suggestion
  }

  /// A key that was mistyped (`meant`) is reported as unknown already, and not as missing too.
  private mutating func checkPresence(
    of present: [(name: String, key: Node)], meant: Set<String>, in section: Section
  ) {
    let names = present.map(\.name)
    for key in section.kind.required where !names.contains(key) && !meant.contains(key) {
      problems.append(
        lines.problem(
          at: section.mark, "`\(section.path(of: key))` is missing",
          observed: names.isEmpty ? "no key" : "only \(list(names))",
          required: "the keys \(list(section.kind.required))", next: "add `\(key): …`",
          showsLine: !section.kind.namesSecret))
    }
    let alternatives = present.filter { section.kind.exactlyOne.contains($0.name) }
    let mistyped = alternatives.isEmpty && !meant.isDisjoint(with: section.kind.exactlyOne)
    if !section.kind.exactlyOne.isEmpty, alternatives.count != 1, !mistyped {
      let place = alternatives.count > 1 ? alternatives[1].key.mark : section.mark
      problems.append(
        lines.problem(
          at: place, "`\(section.path)` needs exactly one of \(list(section.kind.exactlyOne))",
          observed: alternatives.isEmpty ? "none of them" : list(alternatives.map(\.name)),
          required: "one of \(list(section.kind.exactlyOne))",
          next: alternatives.isEmpty ? "add one of them" : "keep one and remove the others",
          showsLine: !section.kind.namesSecret))
    }
  }

  /// A text that follows a rule. Words that YAML takes for numbers, booleans or dates must be quoted.
  mutating func text(_ section: Section, _ key: String, _ rule: TextRule) -> String? {
    guard let value = section.entries[key]?.value else { return nil }
    return text(value, path: section.path(of: key), rule, secret: section.kind.namesSecret)
  }

  /// A text that follows a rule.
  mutating func text(_ node: Node, path: String, _ rule: TextRule, secret: Bool = false) -> String? {
    guard case .scalar(let scalar) = node else {
      reportType(node, path: path, required: rule.required, secret: secret)
      return nil
    }
    guard rule.accepts(scalar.string) else {
      reportValue(node, path: path, required: rule.required, secret: secret)
      return nil
    }
    guard node.isOf(.str) else {
      report(
        at: node, "`\(path)` must be text", observed: secret ? "something else (not shown)" : describe(node),
        required: rule.required,
        next: secret ? "write it in quotes" : "write it in quotes: \"\(clipped(scalar.string))\"",
        showsLine: !secret)
      return nil
    }
    return scalar.string
  }

  /// A value that `parse` understands.
  mutating func value<Value>(
    _ section: Section, _ key: String, required: String, _ parse: (String) -> Value?
  ) -> Value? {
    guard let node = section.entries[key]?.value else { return nil }
    guard case .scalar(let scalar) = node else {
      reportType(node, path: section.path(of: key), required: required, secret: section.kind.namesSecret)
      return nil
    }
    guard let value = parse(scalar.string) else {
      reportValue(node, path: section.path(of: key), required: required, secret: section.kind.namesSecret)
      return nil
    }
    return value
  }

  /// `true` or `false`, unquoted.
  mutating func boolean(_ section: Section, _ key: String) -> Bool? {
    guard let node = section.entries[key]?.value else { return nil }
    guard node.isOf(.bool), let text = node.scalar?.string, text == "true" || text == "false" else {
      reportValue(
        node, path: section.path(of: key), required: "true or false, without quotes", secret: section.kind.namesSecret)
      return nil
    }
    return text == "true"
  }

  /// The elements of a list.
  mutating func elements(_ section: Section, _ key: String, of what: String) -> [Node] {
    guard let node = section.entries[key]?.value else { return [] }
    guard case .sequence(let sequence) = node else {
      reportType(node, path: section.path(of: key), required: "a list of \(what)", secret: false)
      return []
    }
    return Array(sequence)
  }

  private mutating func reportType(_ node: Node, path: String, required: String, secret: Bool) {
    report(
      at: node, "`\(path)` has the wrong type", observed: secret ? "something else (not shown)" : describe(node),
      required: required, next: "correct the value", showsLine: !secret)
  }

  /// Reports a value of the right type that is not acceptable.
  mutating func reportValue(_ node: Node, path: String, required: String, secret: Bool = false) {
    report(
      at: node, "`\(path)` is not valid", observed: secret ? "a value (not shown)" : describe(node), required: required,
      next: "correct the value", showsLine: !secret)
  }
}
