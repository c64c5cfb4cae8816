import Foundation
import Testing

@testable import Coordinator

@Suite("Replies and addresses of Coolify")
struct CoolifyReplyTests {
  private func meaning(_ status: Int, _ body: String = "", retryAfter: String? = nil) throws -> CoolifyReply.Meaning {
    try CoolifyReply(status: status, retryAfter: retryAfter, body: Data(body.utf8)).meaning()
  }

  private func failure(_ status: Int, _ body: String = "", retryAfter: String? = nil) -> CoolifyError? {
    do throws(CoolifyError) {
      _ = try CoolifyReply(status: status, retryAfter: retryAfter, body: Data(body.utf8)).meaning()
      return nil
    } catch {
      return error
    }
  }

  @Test("a change answers 201 and is done; absent and existing things are told apart")
  func statuses() throws {
    #expect(try meaning(200) == .answer)
    #expect(try meaning(201) == .answer)
    #expect(try meaning(404) == .absent)
    #expect(try meaning(409) == .exists)
  }

  @Test("a 422 names the fields that this version does not take")
  func fields() throws {
    let body = #"{"message":"Validation failed.","errors":{"is_runtime":["This field is not allowed."]}}"#
    #expect(try meaning(422, body) == .refused(fields: ["is_runtime"]))
    #expect(try meaning(422, "<html>") == .refused(fields: []))
  }

  @Test("a 429 is waited for as long as it says, a minute where it says nothing, and not for ever")
  func busy() throws {
    #expect(try meaning(429, retryAfter: "7") == .wait(seconds: 7))
    #expect(try meaning(429) == .wait(seconds: 60))
    #expect(try meaning(429, retryAfter: "soon") == .wait(seconds: 60))
    #expect(try meaning(429, retryAfter: "0") == .wait(seconds: 1))
    let error = try #require(failure(429, retryAfter: "3600"))
    #expect(error.code == .busy)
    #expect(error.observed == "Coolify asks to wait 3600 s")
    #expect(error.required == "at most 120 s")
    #expect(error.next == "wait until Coolify is less busy, then repeat the command")
  }

  @Test("a dead token and a token whose team is gone are told apart")
  func token() throws {
    let dead = try #require(failure(401, #"{"message":"Unauthenticated."}"#))
    #expect(dead.code == .token)
    #expect(dead.observed == "Coolify does not know the token, or it has expired")
    let gone = try #require(failure(400, #"{"message":"Invalid token.","docs":"x"}"#))
    #expect(gone.code == .token)
    #expect(gone.observed == "the token's team is gone")
    #expect(gone.next.hasPrefix("make a token in Coolify"))
  }

  @Test("a 403 says whether the API is off, the laptop is not allowed or an ability is missing, whatever success says")
  func forbidden() throws {
    let off = try #require(failure(403, #"{"success":true,"message":"API is disabled."}"#))
    #expect(off.code == .disabled)
    #expect(off.next == "switch it on in Coolify under Settings, Advanced, API Access")
    let origin = try #require(
      failure(403, #"{"success":true,"message":"You are not allowed to access the API."}"#))
    #expect(origin.code == .origin)
    #expect(origin.next == "add it in Coolify under Settings, Advanced, Allowed IPs")
    let ability = try #require(failure(403, #"{"message":"Missing required permissions: deploy, write"}"#))
    #expect(ability.code == .ability)
    #expect(ability.observed == "the token lacks deploy, write")
    #expect(failure(403, "<html>")?.observed == "Coolify forbids the call")
  }

  @Test("an unknown reply is an error that quotes nothing of its body")
  func unknown() throws {
    for status in [301, 400, 405, 500] {
      let error = try #require(failure(status, #"{"message":"value redis://:s3cret@h","error":"s3cret"}"#))
      #expect(error.code == .reply)
      #expect(error.observed == "Coolify answered with HTTP status \(status)")
      #expect(!"\(error)".contains("s3cret"))
      #expect(error.operatorError.code == "coolify_reply")
    }
    let error = try #require(failure(403, #"{"message":"Missing required permissions: s3cret"}"#))
    #expect(!"\(error)".contains("s3cret"))
  }

  @Test(
    "plain http is taken on the tailnet and on this machine",
    arguments: [
      ("http://100.64.123.81:8000", "http://100.64.123.81:8000/api/v1"),
      ("http://100.127.255.255/", "http://100.127.255.255/api/v1"),
      ("http://[fd7a:115c:a1e0::5]:8000", "http://[fd7a:115c:a1e0::5]:8000/api/v1"),
      ("http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v1"), ("http://[::1]", "http://[::1]/api/v1"),
      ("http://localhost:8000", "http://localhost:8000/api/v1"),
      ("https://coolify.example.com", "https://coolify.example.com/api/v1"),
    ])
  func address(url: String, base: String) throws {
    #expect(try CoolifyAddress(url, acceptsPlainHTTP: false).base == base)
  }

  @Test(
    "plain http elsewhere would send the token in clear, and is refused unless accepted by name",
    arguments: [
      "http://100.128.0.1:8000", "http://100.63.0.1", "http://10.0.0.5:8000", "http://[fd7a:115c:a1e1::5]",
      "http://coolify.example.com:8000", "http://localhost.example.com", "http://127.0.0.1.example.com",
    ])
  func plain(url: String) throws {
    let error = try #require(throws: CoolifyError.self) { try CoolifyAddress(url, acceptsPlainHTTP: false) }
    #expect(error.code == .address)
    #expect(error.observed.hasSuffix("by plain http"))
    #expect(error.next.hasSuffix("--accept app.plain-http"))
    #expect(try CoolifyAddress(url, acceptsPlainHTTP: true).base == url + "/api/v1")
  }

  @Test(
    "what is no address of a Coolify is refused without showing it",
    arguments: ["ftp://h", "http://user:s3cret@100.64.0.1", "http://", "100.64.0.1:8000", "https://h/api?s3cret=1"])
  func noAddress(url: String) throws {
    let error = try #require(throws: CoolifyError.self) { try CoolifyAddress(url, acceptsPlainHTTP: true) }
    #expect(error.observed == "app.coolify.url is not the address of a Coolify")
    #expect(!"\(error)".contains("s3cret"))
  }
}
