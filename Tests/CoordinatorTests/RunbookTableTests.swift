import Cutover
import Foundation
import Testing

/// `docs/runbook.md` says what became of each line of the runbook that this project replaces; here it is held to it.
@Suite("the table of the runbook")
struct RunbookTableTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  /// The rows of all tables: their cells without the outer bars. Titles and rulers are left out.
  static func rows() throws -> [[String]] {
    let text = try String(contentsOf: root.appending(path: "docs/runbook.md"), encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| Runbook ") }.map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The words in backquotes.
  static func quoted(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
      index.isMultiple(of: 2) ? nil : String(part)
    }
  }

  @Test("every name of a check that it has exists, and every check is in it")
  func checks() throws {
    let known = Set(CheckID.allCases.map(\.rawValue))
    let groups = Set(CheckGroup.allCases.map(\.rawValue))
    var named: Set<String> = []
    for row in try Self.rows() {
      #expect(row.count == 4, "\(row)")
      let ids = Self.quoted(row[2])
      for id in ids { #expect(known.contains(id), "\(id) in: \(row[0])") }
      named.formUnion(ids)
      // Elsewhere a name may stand in a sentence.
      for word in Self.quoted(row[1]) where word.split(separator: ".").first.map({ groups.contains("\($0)") }) == true {
        #expect(known.contains(word) || word.hasPrefix("redis.target"), "\(word) in: \(row[0])")
      }
    }
    #expect(known.subtracting(named).sorted() == [])
  }

  @Test("no row is empty: a command, a check or an issue, and what proves it or that nothing does yet")
  func noneEmpty() throws {
    let rows = try Self.rows()
    #expect(rows.count >= 60)
    for row in rows where row.count == 4 {
      #expect(!row[0].isEmpty && !row[1].isEmpty && !row[3].isEmpty, "\(row)")
      if row[3] == "none yet" { #expect(row[1].contains("Not yet") || row[1].contains("By hand"), "\(row)") }
    }
  }

  @Test("every test that it names exists")
  func tests() throws {
    for row in try Self.rows() where row.count == 4 {
      for name in Self.quoted(row[3]) {
        let path = name.hasSuffix(".py") ? "Tests/Lab/cases/\(name)" : "Tests/\(name)"
        let exists = FileManager.default.fileExists(atPath: Self.root.appending(path: path).path)
        #expect(exists, "\(path), named for: \(row[0])")
      }
    }
  }
}
