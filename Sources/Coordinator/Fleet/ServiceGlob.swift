/// A pattern for compose service names: `*` stands for any characters, `?` for one.
struct ServiceGlob: Hashable, Sendable, CustomStringConvertible {
  /// The pattern as written.
  let pattern: String

  /// A pattern of the characters of compose service names (`[a-zA-Z0-9._-]`), `*` and `?`. Nil for anything else.
  init?(_ pattern: String) {
    let accepted = pattern.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
      case 0x2e, 0x5f, 0x2d, 0x2a, 0x3f: true
      default: false
      }
    }
    guard accepted, !pattern.isEmpty, !pattern.hasPrefix("-") else { return nil }
    self.pattern = pattern
  }

  /// Whether the pattern covers all of a name. Linear in pattern × name: a star is retried at most once per character.
  func matches(_ name: String) -> Bool {
    let pattern = Array(self.pattern.utf8)
    let name = Array(name.utf8)
    var p = 0
    var n = 0
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        p = last.pattern + 1
        n = last.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// The pattern.
  var description: String { pattern }
}
