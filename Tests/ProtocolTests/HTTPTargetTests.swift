import Protocol
import Testing

@Suite("Where an HTTP request goes")
struct HTTPTargetTests {
  @Test(
    "a URL has its parts, and is shown without its query",
    arguments: [
      (
        "http://100.64.0.1:3002/api/x?token=a", false, "100.64.0.1", 3002, "/api/x?token=a",
        "http://100.64.0.1:3002/api/x"
      ),
      ("https://example.com", true, "example.com", 443, "/", "https://example.com/"),
      ("HTTP://example.com?x", false, "example.com", 80, "/?x", "http://example.com/"),
      ("http://[fd7a::1]:8080/a#b", false, "fd7a::1", 8080, "/a", "http://[fd7a::1]:8080/a"),
    ])
  func parts(url: String, isTLS: Bool, host: String, port: Int, path: String, shown: String) throws {
    let target = try #require(HTTPTarget(url))
    #expect(target.isTLS == isTLS)
    #expect(target.host == host)
    #expect(target.port == port)
    #expect(target.path == path)
    #expect(target.shown == shown)
  }

  @Test(
    "what is no such URL, or holds a login or a line end, is none",
    arguments: [
      "", "example.com", "ftp://example.com", "file:///etc/passwd", "http://", "http:///x", "http://u:p@example.com/",
      "http://example.com:0/", "http://example.com:99999/", "http://example.com:x/", "http://[::1/", "http://[x]/",
      "http://example.com/\r\nX: y", "http://exa mple.com/", "http://[::1]x/",
    ])
  func none(url: String) {
    #expect(HTTPTarget(url) == nil)
  }

  @Test("an address needs no resolver, a name does")
  func address() {
    #expect(HTTPTarget("http://127.0.0.1/")?.namesAddress == true)
    #expect(HTTPTarget("http://[::1]/")?.namesAddress == true)
    #expect(HTTPTarget("http://localhost:3/")?.namesAddress == true)
    #expect(HTTPTarget("http://example.com/")?.namesAddress == false)
  }
}
