import Yams

/// How the reader speaks of what it found.
extension FleetReader {
  /// A node in words, values shortened.
  func describe(_ node: Node) -> String {
    switch node {
    case .mapping: return "a mapping"
    case .sequence(let sequence): return sequence.isEmpty ? "an empty list" : "a list"
    case .alias: return "an alias"
    case .scalar(let scalar):
      let text = "`\(clipped(scalar.string))`"
      if node.isOf(.null) { return "nothing" }
      if node.isOf(.int) || node.isOf(.float) { return "the number \(text)" }
      if node.isOf(.bool) { return "the boolean \(text)" }
      if node.isOf(.timestamp) { return "the date \(text)" }
      return scalar.string.isEmpty ? "empty text" : text
    }
  }

  /// A value that fits into a sentence: at most 60 characters, none that control a terminal.
  func clipped(_ text: String) -> String {
    let visible = String(
      text.map { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "·" : $0 })
    return visible.count > 60 ? visible.prefix(59) + "…" : visible
  }

  /// Keys or ids in words.
  func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  /// How the keys of a section are written.
  func example(of kind: FleetSection) -> String {
    switch kind.exactlyOne.isEmpty {
    case true:
      "write `{ \((kind.required.isEmpty ? kind.keys : kind.required).map { "\($0): …" }.joined(separator: ", ")) }`"
    case false: "write one of \(kind.exactlyOne.map { "`{ \($0): … }`" }.joined(separator: ", "))"
    }
  }
}
