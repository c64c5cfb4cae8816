/// A secret shows itself to the wire, and to nothing else.
import Cutover
import Foundation
import NIOCore
import Protocol
import Testing

@Suite("secrets")
struct SecretTests {
  let secret = Secret("hunter2")

  @Test("descriptions, dumps and mirrors do not show it")
  func descriptions() {
    var dumped = ""
    dump(Optional(secret), to: &dumped)
    dump(["a": secret], to: &dumped)
    for text in ["\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", dumped] {
      #expect(!text.contains("hunter2"), "\(text)")
      #expect(text.contains("<redacted>"), "\(text)")
    }
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test("nor do the verbs that carry it")
  func verbs() {
    let workers = WorkersReference(project: "/p", compose: "c.yml", services: "*", variable: "REDIS_URL")
    let verbs: [Any] = [
      ProbeRedis(address: "100.64.0.1", port: 6379, password: secret),
      Provision(
        container: "c", image: "i", directory: "/d", address: "a", port: 1, maximumMemory: 1, password: secret),
      StageEnvironment(workers: workers, content: .value(secret), leader: "vps-01", follower: "vps"),
    ]
    for verb in verbs {
      var dumped = ""
      dump(verb, to: &dumped)
      #expect(!dumped.contains("hunter2"))
      #expect(!"\(verb)".contains("hunter2"))
      #expect(!String(reflecting: verb).contains("hunter2"))
    }
  }

  @Test("an ordinary encoder writes <redacted>")
  func ordinaryEncoder() throws {
    let data = try JSONEncoder().encode(["password": secret])
    #expect(String(decoding: data, as: UTF8.self) == #"{"password":"<redacted>"}"#)
  }

  @Test("the wire's coder writes the value, at any depth, and reads it back")
  func wire() throws {
    let coder = MessageCoder()
    let content = EnvironmentContent.value(secret)
    let body = try coder.encode(content)
    #expect(String(buffer: body) == #"{"value":{"_0":"hunter2"}}"#)
    #expect(try coder.decode(EnvironmentContent.self, from: body) == content)
  }

  @Test("who needs the value gets it, with the error of its own use")
  func revealed() {
    #expect(secret.withRevealed { $0 } == "hunter2")
    #expect(throws: CancellationError.self) {
      try secret.withRevealed { _ throws(CancellationError) in throw CancellationError() }
    }
  }
}
