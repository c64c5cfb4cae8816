import Foundation
import Protocol
import Testing

@testable import Coordinator

@Suite("Variables of an application in Coolify")
struct CoolifyVariableTests {
  static let old = "redis://127.0.0.1:6379"
  static let new = Secret("redis://:s3cret$word@100.64.9.7:6379")

  static func rows(_ json: String) throws -> [CoolifyVariable] {
    try JSONDecoder().decode([CoolifyVariable].self, from: Data(json.utf8))
  }

  static func row(
    _ uuid: String = "v1", value: String? = old, preview: Bool = false, more: String = ""
  ) -> String {
    let value = value.map { #","value":"\#($0)","real_value":"'\#($0)'""# } ?? ""
    return #"{"uuid":"\#(uuid)","key":"REDIS_URL","is_preview":\#(preview),"is_literal":true\#(value)\#(more)}"#
  }

  private func refusal(_ json: String) throws -> CoolifyError? {
    let rows = try Self.rows(json)
    do throws(CoolifyError) {
      _ = try CoolifyVariableChoice(of: "REDIS_URL", in: rows)
      return nil
    } catch {
      return error
    }
  }

  @Test("the production row is changed, not its preview duplicate, and the unquoted value is the old one")
  func preview() throws {
    let rows = try Self.rows("[\(Self.row("p", value: "other", preview: true)),\(Self.row())]")
    let choice = try CoolifyVariableChoice(of: "REDIS_URL", in: rows)
    #expect(choice == .change(rows[1], old: Secret(Self.old)))
  }

  @Test("a variable that only previews have is created")
  func absent() throws {
    #expect(try CoolifyVariableChoice(of: "REDIS_URL", in: Self.rows("[\(Self.row(preview: true))]")) == .create)
    #expect(try CoolifyVariableChoice(of: "REDIS_URL", in: []) == .create)
  }

  @Test("a value that the token may not read is refused, since no rollback could put it back")
  func hidden() throws {
    for json in ["[\(Self.row(value: nil))]", "[\(Self.row(value: nil, more: #","value":null"#))]"] {
      let error = try #require(try refusal(json))
      #expect(error.code == .variable)
      #expect(error.observed == "the value of REDIS_URL is not in Coolify's answer")
      #expect(error.required == "an old value that can be read, or no rollback is possible")
      #expect(error.next == "make a token with the abilities read, read:sensitive, write and deploy")
    }
  }

  @Test("a variable that is shown once is refused")
  func shownOnce() throws {
    let error = try #require(try refusal("[\(Self.row(value: nil, more: #","is_shown_once":true"#))]"))
    #expect(error.observed == "REDIS_URL is locked (shown once)")
    #expect(error.next == "delete REDIS_URL in Coolify and add it again unlocked")
  }

  @Test("a shared variable is refused, by its flag and by its braces")
  func shared() throws {
    for json in ["[\(Self.row(more: #","is_shared":true"#))]", "[\(Self.row(value: "{{team.REDIS_URL}}"))]"] {
      let error = try #require(try refusal(json))
      #expect(error.observed == "REDIS_URL refers to a shared variable")
      #expect(error.next == "write the URL itself into REDIS_URL of the application in Coolify")
    }
  }

  @Test("two production rows of one name are refused")
  func twice() throws {
    let error = try #require(try refusal("[\(Self.row("a")),\(Self.row("b"))]"))
    #expect(error.observed == "REDIS_URL is stored 2 times")
    #expect(error.required == "one variable of that name")
  }

  @Test("a change writes every flag as it was, since Coolify resets what is omitted")
  func flags() throws {
    let row = try Self.rows("[\(Self.row(more: #","is_multiline":true,"is_runtime":true,"is_buildtime":true"#))]")[0]
    let json = String(decoding: try CoolifyVariableBody(changing: row, to: Self.new).revealedJSON(), as: UTF8.self)
    #expect(
      json == #"{"is_buildtime":true,"is_literal":true,"is_multiline":true,"is_preview":false,"is_runtime":true,"#
        + #""is_shown_once":false,"key":"REDIS_URL","value":"redis://:s3cret$word@100.64.9.7:6379"}"#)
  }

  @Test("a new variable is literal, for the running container, and not for the build")
  func creation() throws {
    let json = String(
      decoding: try CoolifyVariableBody(creating: "REDIS_URL", value: Secret("u")).revealedJSON(), as: UTF8.self)
    #expect(
      json == #"{"is_buildtime":false,"is_literal":true,"is_multiline":false,"is_preview":false,"is_runtime":true,"#
        + #""is_shown_once":false,"key":"REDIS_URL","value":"u"}"#)
  }

  @Test("an older version that refuses the two newer flags is asked again without them")
  func olderVersion() throws {
    let body = CoolifyVariableBody(creating: "REDIS_URL", value: Secret("u"))
    let retry = try #require(body.retry(refused: ["is_runtime", "is_buildtime"]))
    #expect(
      String(decoding: try retry.revealedJSON(), as: UTF8.self)
        == #"{"is_literal":true,"is_multiline":false,"is_preview":false,"is_shown_once":false,"#
        + #""key":"REDIS_URL","value":"u"}"#)
    #expect(retry.retry(refused: ["is_runtime", "is_buildtime"]) == nil)
    #expect(body.retry(refused: ["value"]) == nil)
    #expect(body.retry(refused: ["is_runtime", "value"]) == nil)
    #expect(body.retry(refused: []) == nil)
  }

  @Test("neither a row nor a body shows its value, and ordinary JSON does not either")
  func secrecy() throws {
    let row = try Self.rows("[\(Self.row(value: "redis://:s3cret@h:1"))]")[0]
    let body = CoolifyVariableBody(changing: row, to: Self.new)
    var dumped = ""
    dump(row, to: &dumped)
    dump(body, to: &dumped)
    dumped += "\(row) \(body)" + String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
    #expect(!dumped.contains("s3cret"))
  }
}
