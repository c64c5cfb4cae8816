import Docker
import Testing

@Suite("Editing an environment file")
struct EnvironmentFileTests {
  private let url = "redis://:Secret1@100.120.14.126:6379"

  private func replaced(_ text: String, with value: String? = nil) throws -> String {
    let file = try EnvironmentFile(parsing: Array(text.utf8))
    return String(decoding: try file.replacing("REDIS_URL", with: value ?? url).bytes, as: UTF8.self)
  }

  @Test(
    "exactly the value changes, and every other byte stays",
    arguments: [
      ("REDIS_URL=old\n", "REDIS_URL=NEW\n"),
      ("REDIS_URL=old", "REDIS_URL=NEW"),
      ("A=1\r\nREDIS_URL=old\r\nB=2\r\n", "A=1\r\nREDIS_URL=NEW\r\nB=2\r\n"),
      ("REDIS_URL=old # the production one\n", "REDIS_URL=NEW # the production one\n"),
      ("REDIS_URL=old#notacomment\n", "REDIS_URL=NEW\n"),
      ("REDIS_URL='old # still' # comment\n", "REDIS_URL='NEW' # comment\n"),
      ("REDIS_URL=\"old\" # c\n", "REDIS_URL=\"NEW\" # c\n"),
      ("export REDIS_URL=old\n", "export REDIS_URL=NEW\n"),
      ("  REDIS_URL = old  \n", "  REDIS_URL = NEW  \n"),
      ("REDIS_URL: old\n", "REDIS_URL: NEW\n"),
      ("REDIS_URL=\n", "REDIS_URL=NEW\n"),
      ("REDIS_URL=\r\nB=1", "REDIS_URL=NEW\r\nB=1"),
      ("REDIS_URL=", "REDIS_URL=NEW"),
      ("\u{FEFF}REDIS_URL=old\n", "\u{FEFF}REDIS_URL=NEW\n"),
      ("REDIS_URL=redis://${HOST}:6379\nHOST=a\n", "REDIS_URL=NEW\nHOST=a\n"),
      (
        "#REDIS_URL=no\nMY_REDIS_URL=no\nREDIS_URL_X='#no'\nREDIS_URL=old\n",
        "#REDIS_URL=no\nMY_REDIS_URL=no\nREDIS_URL_X='#no'\nREDIS_URL=NEW\n"
      ),
      ("M=\"line\nREDIS_URL=not this\n\"\nREDIS_URL=old\n", "M=\"line\nREDIS_URL=not this\n\"\nREDIS_URL=NEW\n"),
      ("Q=\"say \\\"x\nREDIS_URL=no\\\"\"\nREDIS_URL=old\n", "Q=\"say \\\"x\nREDIS_URL=no\\\"\"\nREDIS_URL=NEW\n"),
      ("REDIS_URL=\"two\nlines\"\nB=1\n", "REDIS_URL=\"NEW\"\nB=1\n"),
    ])
  func replace(before: String, after: String) throws {
    #expect(try replaced(before) == after.replacing("NEW", with: url))
  }

  @Test("of two assignments the last, which is effective, changes")
  func duplicate() throws {
    #expect(
      try replaced("REDIS_URL=a\nX=1\nREDIS_URL=b\nY=2\n", with: "redis://c")
        == "REDIS_URL=a\nX=1\nREDIS_URL=redis://c\nY=2\n")
  }

  @Test(
    "the quoting changes only where the old one cannot write the value literally",
    arguments: [
      ("REDIS_URL=old\n", "a$b", "REDIS_URL='a$b'\n"), ("REDIS_URL=\"old\"\n", "a$b", "REDIS_URL='a$b'\n"),
      ("REDIS_URL=old\n", "a #b", "REDIS_URL='a #b'\n"), ("REDIS_URL='old'\n", "it's", "REDIS_URL=\"it's\"\n"),
      ("REDIS_URL=old\n", "", "REDIS_URL=''\n"),
    ])
  func quoting(before: String, value: String, after: String) throws {
    #expect(try replaced(before, with: value) == after)
  }

  @Test("a value that no quoting can write is refused", arguments: ["it's $5", "two\nlines", "tab\there'", "a\0b"])
  func unwritable(value: String) {
    let error = #expect(throws: DockerError.self) { try replaced("REDIS_URL=old\n", with: value) }
    #expect(error?.code == .environmentFileInvalid)
    #expect(
      error?.message
        == "the new value of REDIS_URL has characters that no quoting of an environment file can write literally")
    #expect(error?.remedy.isEmpty == false)
  }

  @Test("a variable that is not assigned is refused, not added")
  func absent() {
    let error = #expect(throws: DockerError.self) { try replaced("A=1\nREDIS_URL\n") }
    #expect(error?.message == "the environment file does not assign REDIS_URL")
  }

  @Test(
    "what compose cannot read is refused by line, without what stands there",
    arguments: [
      ("A=1\nB='open pa55\n", "line 2 of the environment file opens a quote that is never closed"),
      ("A=1\n\nB C=pa55\n", "line 3 of the environment file has a space in the variable's name"),
      ("pa55!=1\n", "line 1 of the environment file has a character that no variable's name may have"),
    ])
  func invalid(text: String, message: String) {
    let error = #expect(throws: DockerError.self) { try EnvironmentFile(parsing: Array(text.utf8)) }
    #expect(error?.message == message)
  }

  @Test("lines are counted from one, through values of several lines")
  func lines() throws {
    let file = try EnvironmentFile(parsing: Array("# c\nA=\"1\n2\n3\"\n\nREDIS_URL=x\n".utf8))
    #expect(file.assignments.map(\.line) == [2, 6])
  }

  @Test("no description shows a value")
  func redaction() throws {
    let file = try EnvironmentFile(parsing: Array("REDIS_URL=pa55\n".utf8))
    var dumped = ""
    dump(file, to: &dumped)
    dump(file.assignments, to: &dumped)
    #expect(!"\(file)\(dumped)\(file.assignments)".contains("pa55"))
    #expect(file.description == "environment file of 15 bytes: REDIS_URL")
  }
}
