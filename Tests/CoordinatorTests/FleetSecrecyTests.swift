import Testing

@testable import Coordinator

@Suite("A secret written into the fleet file by mistake")
struct FleetSecrecyTests {
  static let forms = [
    "password: hunter2", "password: \"hunter2\"", "password: { hunter2 }", "password: { value: hunter2 }",
    "password: { file: x, env: hunter2-x }", "password: { env: hunter2-x }", "password: { env: [hunter2] }",
    "password:\n      value: hunter2", "password:\n      hunter2", "password: { generate: hunter2 }",
    "pasword: hunter2", "password: [hunter2]", "password: 2, hunter2: 5", "password: { hunter2: 1, hunter2: 2 }",
    "password: 'hunter2", "password: { file: { x: hunter2 } }", "password: { 5: hunter2 }", "Password: hunter2",
  ]

  @Test("is not repeated in what is printed", arguments: forms)
  func secret(_ form: String) throws {
    let text = FleetText.correct.replacing("password: { file: ./secrets/redis-password }", with: form)
    let error = #expect(throws: FleetError.self) { try FleetText.load(text) }
    let printed = try #require(error)
    #expect(!printed.rendered().contains("hunter2"), "\(printed.rendered())")
    #expect(!printed.operatorError.json.contains("hunter2"))
    #expect(!"\(printed)".contains("hunter2"))
  }

  @Test("in a token neither")
  func token() throws {
    let app =
      "\napp: { coolify: { url: \"http://x\", application: y, token: hunter2, variable: A } }"
    let error = #expect(throws: FleetError.self) { try FleetText.load(FleetText.correct + app) }
    #expect(try #require(error).rendered().contains("hunter2") == false)
  }

  @Test(
    "in a webhook's URL or header neither",
    arguments: [
      "{ url: \"ftp://x/hunter2\" }", "{ url: \"https://x/hunter2\", hedder: { env: A } }", "https://x/hunter2",
      "{ url: \"https://x/y\", header: hunter2 }", "{ url: \"https://x/y\", header: { hunter2: 1 } }",
      "{ url: \"http://x/hunter2\", header: { env: A } }",
    ])
  func notice(_ notice: String) throws {
    let error = #expect(throws: FleetError.self) { try FleetText.load(FleetText.correct + "\nnotice: \(notice)") }
    let printed = try #require(error)
    #expect(!printed.rendered().contains("hunter2"), "\(printed.rendered())")
    #expect(!printed.operatorError.json.contains("hunter2"))
  }

  @Test("is told where it belongs")
  func advice() throws {
    let problem = try #require(
      FleetText.problems(replacing: "{ file: ./secrets/redis-password }", with: "hunter2").first)
    #expect(problem.next == "put the secret into a file and write `redis.target.password: { file: PATH }`")
  }
}
