import Testing

@testable import Coordinator

@Suite("A text that is no fleet file")
struct FleetSyntaxTests {
  @Test("an empty file, or one of comments, is named as such", arguments: ["", "# nothing\n"])
  func empty(_ text: String) {
    #expect(FleetText.problems(text).map(\.message) == ["the file is empty"])
  }

  @Test("what is no YAML has its place and the reader's words")
  func syntax() throws {
    let problem = try #require(FleetText.problems("fleet: f\nhosts: { a: { address: x }\n").first)
    #expect(problem.message == "this is not YAML")
    #expect(problem.observed == "did not find expected ',' or '}' (parsing a flow mapping, line 2)")
    #expect(problem.next == "check quotes, brackets and indentation before this place")
  }

  @Test("a tab in the indentation is named")
  func tab() throws {
    let problem = try #require(FleetText.problems("fleet: f\nhosts:\n\ta: {}\n").first)
    #expect(problem.line == 3)
    #expect(problem.next == "indent with blanks, not with tabs")
  }

  @Test("a second document is refused")
  func documents() {
    #expect(FleetText.problems("fleet: f\n---\nfleet: g\n").map(\.message) == ["this is not YAML"])
  }

  @Test("a list or a word is no fleet", arguments: ["- a\n", "fleet\n", "{ }\n"])
  func root(_ text: String) {
    #expect(!FleetText.problems(text).isEmpty)
  }

  @Test("an undefined alias, a key that is a list, and a merge key are refused")
  func oddities() {
    #expect(FleetText.problems("fleet: *nowhere\n").map(\.observed) == ["found undefined alias"])
    #expect(FleetText.problems(FleetText.correct + "\n? [a]\n: b\n").map(\.message) == ["a key must be text"])
    let merge = FleetText.correct + "\npolicy: { <<: { drain: 5s } }\n"
    #expect(FleetText.problems(merge).map(\.message) == ["unknown key `<<` in `policy`"])
  }

  @Test("control characters of a value do not reach the terminal")
  func control() {
    let text = FleetText.problems(replacing: "fleet: fiskai", with: "fleet: \"a\\e[31mb\"").map(\.observed).joined()
    #expect(text == "`a·[31mb`")
  }

  @Test("deep nesting is refused, not followed")
  func nesting() {
    let text = "fleet: " + String(repeating: "[", count: 5000)
    #expect(FleetText.problems(text).map(\.message) == ["this is not YAML"])
  }

  @Test("a text cut anywhere, or with any character doubled or replaced, is read or refused with a place in it")
  func mutilated() {
    let characters = Array(FleetText.correct)
    let strange: [Character] = ["\"", ":", "{", "\t", "\n", "&", "é", "\u{85}", "\u{E000}"]
    for index in characters.indices {
      var variants = [String(characters[..<index])]
      variants.append(String(characters[...index] + [characters[index]] + characters[(index + 1)...]))
      variants.append(String(characters[..<index] + [strange[index % strange.count]] + characters[(index + 1)...]))
      for variant in variants {
        let lines = variant.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
        for problem in FleetText.problems(variant) {
          #expect((1...lines + 1).contains(problem.line) && problem.column >= 1, "\(variant)")
          #expect(!problem.rendered().isEmpty)
        }
      }
    }
  }
}
