/// The lines of an INFO text as names and values. Names are unique over all sections.
struct InformationFields: Hashable, Sendable {
  private(set) var values: [Substring: Substring] = [:]

  /// Takes `name:value` from every line that has a colon; headings and empty lines have none, or begin with `#`.
  init(parsing text: String) {
    for line in text.split(whereSeparator: \.isNewline) where line.first != "#" {
      guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { continue }
      values[line[..<colon]] = line[line.index(after: colon)...]
    }
  }

  func text(_ name: Substring) -> String? { values[name].map(String.init) }
  func number(_ name: Substring) -> Int? { values[name].flatMap { Int($0) } }
  /// `1` and `0`, or nothing.
  func flag(_ name: Substring) -> Bool? { number(name).map { $0 != 0 } }
  /// Whether a status says `ok`.
  func isOK(_ name: Substring) -> Bool? { values[name].map { $0 == "ok" } }

  /// The names and values of a value such as `ip=10.0.0.1,port=6379`.
  static func pairs(of value: Substring) -> [Substring: Substring] {
    var pairs: [Substring: Substring] = [:]
    for pair in value.split(separator: ",") {
      guard let equals = pair.firstIndex(of: "=") else { continue }
      pairs[pair[..<equals]] = pair[pair.index(after: equals)...]
    }
    return pairs
  }
}
