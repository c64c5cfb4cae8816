import Cutover
import Foundation
import Testing

/// `docs/runbook.md` names what is there, and all of it.
@Suite("The table of the runbook")
struct RunbookTableTests {
  static let text: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    return (try? String(contentsOf: root.appending(path: "docs/runbook.md"), encoding: .utf8)) ?? ""
  }()

  @Test("every check that it names exists, and every check is named")
  func names() {
    let groups = CheckGroup.allCases.map(\.rawValue)
    let named = Set(
      Self.text.split(separator: "`").map(String.init).filter { word in
        groups.contains { word.hasPrefix("\($0).") } && !word.contains(" ")
      })
    #expect(named.subtracting(CheckID.allCases.map(\.rawValue)).isEmpty)
    #expect(Set(CheckID.allCases.map(\.rawValue)).subtracting(named).isEmpty)
  }

  @Test("every row says by which test it is shown, or that it is not done yet")
  func rows() {
    let rows = Self.text.split(separator: "\n").filter { $0.hasPrefix("|") && !$0.hasPrefix("|---") }
    #expect(rows.count > 50)
    for row in rows {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      #expect(cells.count == 6, "\(row)")
      #expect(!cells[4].isEmpty || cells[2].contains("not yet"), "\(row)")
    }
  }
}
