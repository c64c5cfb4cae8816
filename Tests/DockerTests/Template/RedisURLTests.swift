import Docker
import Testing

@Suite("The URL of a Redis")
struct RedisURLTests {
  @Test(
    "any password survives writing and reading",
    arguments: ["simple", "a:b@c/d#e?f", "100%", "ü€ \"'$\\", "[x]", "%41"])
  func roundTrip(password: String) throws {
    let url = RedisURL(host: "100.120.14.126", password: password)
    let encodable = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%:@/[]"
    #expect(url.text.dropFirst(8).allSatisfy { encodable.contains($0) })
    #expect(try RedisURL(parsing: url.text) == url)
  }

  @Test(
    "URLs as they are found are read",
    arguments: [
      ("redis://fiskai-redis:6379", "fiskai-redis", 6379, nil, ""),
      ("redis://fiskai-redis", "fiskai-redis", 6379, nil, ""),
      ("redis://:p%40ss@10.0.0.1:7000/3", "10.0.0.1", 7000, "p@ss", "/3"),
      ("rediss://user:pw@[fd7a::1]:6380?tls=1", "fd7a::1", 6380, "pw", "?tls=1"),
      ("redis://:a@b@host/0", "host", 6379, "a@b", "/0"),
    ] as [(String, String, Int, String?, String)])
  func read(text: String, host: String, port: Int, password: String?, suffix: String) throws {
    let url = try RedisURL(parsing: text)
    #expect(url.host == host)
    #expect(url.port == port)
    #expect(url.password == password)
    #expect(url.suffix == suffix)
  }

  @Test("moving a URL keeps its database and options")
  func moved() throws {
    var url = try RedisURL(parsing: "redis://fiskai-redis:6379/2?family=4")
    url.host = "100.120.14.126"
    url.password = "new/one"
    #expect(url.text == "redis://:new%2Fone@100.120.14.126:6379/2?family=4")
  }

  @Test(
    "what is no URL is refused without being shown",
    arguments: [
      ("http://pa55", "the Redis URL does not begin with redis:// or rediss://"),
      ("redis://:pa55@", "the Redis URL names no host"),
      (
        "redis://:pa55@h:x",
        "the Redis URL has a port that is no number from 1 to 65535; a password with @ : / # must "
          + "be percent-encoded"
      ),
      ("redis://:pa55%4@h", "the Redis URL has a % that begins no percent-encoding"),
      ("redis://:%FF@h", "the Redis URL is not UTF-8"),
      ("redis://[fd7a::1", "the Redis URL has an address without its closing bracket"),
      ("redis://[fd7a::1]x", "the Redis URL has something between its address and its port"),
    ])
  func refused(text: String, message: String) {
    let error = #expect(throws: DockerError.self) { try RedisURL(parsing: text) }
    #expect(error?.message == message)
  }

  @Test("no description shows the password")
  func redaction() throws {
    let url = RedisURL(host: "h", port: 1, password: "pa55", suffix: "/0")
    var dumped = ""
    dump(url, to: &dumped)
    #expect(!"\(url)\(String(reflecting: url))\(dumped)".contains("pa55"))
    #expect(url.description == "redis://<redacted>@h:1/0")
  }
}
