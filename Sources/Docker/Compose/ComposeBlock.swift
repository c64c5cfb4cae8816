/// Finds a service's lines in the text of a compose file, as people write them: block style, indented by blanks.
public enum ComposeBlock {
  /// The lines of a service, counted from 1; nil where it is not written as a block of its own below `services:`.
  public static func lines(of service: String, in text: String) -> ClosedRange<Int>? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let services = lines.firstIndex(where: { isKey("services", $0, indent: 0) }) else { return nil }
    var first: Int?
    var last: Int?
    var indent: Int?
    for index in lines.indices.dropFirst(services + 1) {
      let line = lines[index]
      let content = line.drop { $0 == " " }
      // Blank lines and comments belong to what they stand in, but never end it.
      guard let start = content.first, start != "#" else { continue }
      let depth = line.count - content.count
      guard depth > 0 else { break }
      let level = indent ?? depth
      indent = level
      if depth <= level {
        if first != nil { break }
        if isKey(service, line, indent: level) { first = index }
      }
      if first != nil { last = index }
    }
    guard let first, let last else { return nil }
    return (first + 1)...(last + 1)
  }

  /// Whether a line is `key:` at this indent, with or without quotes and a comment.
  private static func isKey(_ key: String, _ line: Substring, indent: Int) -> Bool {
    guard line.prefix(indent).allSatisfy({ $0 == " " }), line.count > indent else { return false }
    let content = line.dropFirst(indent)
    return ["\(key):", "\"\(key)\":", "'\(key)':"].contains { form in
      guard content.hasPrefix(form) else { return false }
      let rest = content.dropFirst(form.count).drop { $0 == " " }
      return rest.isEmpty || rest.hasPrefix("#")
    }
  }
}
