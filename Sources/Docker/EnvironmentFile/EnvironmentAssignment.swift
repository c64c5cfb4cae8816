/// One `NAME=value` of an environment file: where it is and how it is written.
public struct EnvironmentAssignment: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// How a value is quoted.
  public enum Quoting: Hashable, Sendable, CaseIterable {
    /// Not at all: `$` interpolates, ` #` begins a comment.
    case none
    /// In `'…'`: literal.
    case single
    /// In `"…"`: `$` interpolates, backslashes escape, lines may continue.
    case double
  }

  /// The variable.
  public let name: String
  /// The line that it begins on, from 1.
  public let line: Int
  /// How the value is quoted.
  public let quoting: Quoting
  /// Where the value lies in the file's bytes, with its quotes.
  public let range: Range<Int>
  /// The value without quotes and with escapes resolved; nil where it interpolates, so that only compose knows it.
  public let value: String?

  /// The name and the line, never the value.
  public var description: String { "\(name) on line \(line)" }
  /// The name and the line, never the value.
  public var customMirror: Mirror { Mirror(self, children: ["name": name, "line": line]) }
}

extension EnvironmentAssignment.Quoting {
  /// The value as it is written in this quoting so that every version of compose reads it back literally; nil where
  /// this quoting cannot.
  func written(_ value: String) -> String? {
    switch self {
    case .none:
      let isPlain = value.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: ":/@%._-+~,=?&!*".utf8.contains(byte)
        }
      }
      return isPlain && !value.isEmpty ? value : nil
    case .single: return Self.isPrintable(value, without: "'\\") ? "'\(value)'" : nil
    case .double: return Self.isPrintable(value, without: "\"\\$`") ? "\"\(value)\"" : nil
    }
  }

  private static func isPrintable(_ value: String, without excluded: String) -> Bool {
    value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && !excluded.utf8.contains($0) }
  }
}
