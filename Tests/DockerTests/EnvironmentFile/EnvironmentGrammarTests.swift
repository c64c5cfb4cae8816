import Docker
import Testing

@Suite("Our reading of environment files is compose's", .enabled(if: ComposeUnderTest.isThere))
struct EnvironmentGrammarTests {
  @Test(
    "value for value",
    arguments: [
      "V=plain\n", "V=a b  \n", "V=a # comment\n", "V=a#b\n", "V= #x\n", "V=\t#x\n", "V='single $x # y'\n",
      "V=\"double # y\"\n", "V=\"a\\nb\\tc\\\"d\\\\e\"\n", "V='a\\nb'\n", "V='it\\'s'\n", "V=\"x\" # comment\n",
      "V='x'W=y\n", "export V=x\n", "export\tV=x\n", "exportV=x\n", "V: yaml\n", "V = spaced\n", "V=\r\nW=1\r\n",
      "V=a\r\nW='b'\r\n", "V=\nW=2\n", "V='two\nlines'\n", "V=\"two\nlines\"\nW=1\n", "V=last", "\u{FEFF}V=bom\n",
      "V=1\nV=2\n", "A.B-C=1\nV=x\n", "V=a\\nb\n", "V=\"\\q\\$x\"\n", "V=x # it's \"quoted\nW=1\n", "V='a' b\nW=1\n",
      "V=a'b'\n", "V=\"\"\n", "V=''\nW=x\n", "V=a=b=c\n", "V=a:b\n",
    ])
  func sameAsCompose(text: String) async throws {
    let yaml = "services: { s: { image: i, env_file: values.env } }"
    try await ComposeUnderTest.run(["docker-compose.yml": yaml, "values.env": text]) { compose, project in
      let environment = try #require(try await compose.configuration(of: project).services["s"]).environment
      let file = try EnvironmentFile(parsing: Array(text.utf8))
      for name in Set(file.assignments.map(\.name)) {
        #expect(file.assignment(of: name)?.value == environment[name], "of \(name)")
      }
      #expect(Set(environment.names).isSubset(of: file.assignments.map(\.name)))
    }
  }

  @Test(
    "what is written is read back by compose literally",
    arguments: ["redis://:a%40b@h:6379/0?x=1&y=2", "a$b", "a ${HOME} b", "it's", "a # b", "\\no\\", "", "\"q\""])
  func roundTrip(value: String) async throws {
    let yaml = "services: { s: { image: i, env_file: v.env, environment: { W: \"${V}\" } } }"
    for before in ["V=old # c\nX=1\n", "V='old'\n", "V=\"old\"\r\n"] {
      guard let file = try? EnvironmentFile(parsing: Array(before.utf8)).replacing("V", with: value) else { continue }
      let text = String(decoding: file.bytes, as: UTF8.self)
      try await ComposeUnderTest.run(["docker-compose.yml": yaml, "v.env": text, ".env": text]) { compose, project in
        let environment = try #require(try await compose.configuration(of: project).services["s"]).environment
        #expect(environment["V"] == value)
        #expect(environment["W"] == value)
      }
    }
  }
}
