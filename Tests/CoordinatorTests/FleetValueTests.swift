import Testing

@testable import Coordinator

@Suite("The values of a fleet file")
struct FleetValueTests {
  @Test(
    "sizes are read as Redis reads them",
    arguments: [
      ("8gb", 8_589_934_592), ("512mb", 536_870_912), ("2g", 2_000_000_000), ("1K", 1000), ("1kB", 1024), ("7b", 7),
      ("100", 100), ("0", 0),
    ] as [(String, UInt64)])
  func sizes(_ text: String, _ bytes: UInt64) {
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test("what is no size is refused", arguments: ["", "gb", "-1gb", "1.5gb", "8 gb", "8tb", "99999999999gb", "8gbb"])
  func noSizes(_ text: String) {
    #expect(ByteSize(text) == nil)
  }

  @Test("a size is written so that Redis reads the same", arguments: ["8gb", "512mb", "1500mb", "3g", "1001", "0"])
  func sizeText(_ text: String) {
    #expect(ByteSize(text).flatMap { ByteSize($0.description) } == ByteSize(text))
  }

  @Test("the largest unit that is exact is used")
  func sizeUnits() {
    #expect(ByteSize(bytes: 8 << 30).description == "8gb")
    #expect(ByteSize(bytes: 3_000_000_000).description == "3g")
    #expect(ByteSize(bytes: 1001).description == "1001")
  }

  @Test("durations have a unit")
  func durations() {
    #expect(DurationSyntax.parse("500ms") == .milliseconds(500))
    #expect(DurationSyntax.parse("1s") == .seconds(1))
    #expect(DurationSyntax.parse("30m") == .seconds(1800))
    #expect(DurationSyntax.parse("24h") == .seconds(86_400))
    #expect(DurationSyntax.parse("2d") == .seconds(172_800))
  }

  @Test(
    "what is no duration is refused",
    arguments: ["", "1", "s", "0s", "-1s", "1.5s", "1 s", "9999d", "99999999999999999999h"])
  func noDurations(_ text: String) {
    #expect(DurationSyntax.parse(text) == nil)
  }

  @Test(
    "addresses have one canonical form",
    arguments: [
      ("100.64.123.81", "100.64.123.81"), ("::1", "::1"), ("0:0:0:0:0:0:0:1", "::1"),
      ("FD7A:115C::0001", "fd7a:115c::1"),
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:1.2.3.4", "::ffff:102:304"), ("1::", "1::"), ("::", "::"),
      ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
    ])
  func addresses(_ text: String, _ canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(
    "what is no address is refused",
    arguments: [
      "", "vps", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.+4", "1.2.3.4 ", ":::", "1::2::3", "12345::",
      ":1",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1.2.3.4::", "fe80::1%eth0", "g::", "::1:", "1:2:3:4:5:6:7::8",
    ])
  func noAddresses(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(
    "no host has the address of all or of many",
    arguments: ["0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"])
  func unicast(_ text: String) throws {
    #expect(try !#require(IPAddress(text)).isUnicast)
  }

  @Test("an endpoint is an address and a port", arguments: ["100.120.14.126:6379", "[fd7a::1]:6379"])
  func endpoints(_ text: String) {
    #expect(Endpoint(text)?.description == text)
  }

  @Test(
    "what is no endpoint is refused",
    arguments: [
      "100.120.14.126", "100.120.14.126:", "100.120.14.126:0", "1.2.3.4:65536", "fd7a::1:6379", "[1.2.3.4]:1", ":6379",
      "1.2.3.4:+1",
    ])
  func noEndpoints(_ text: String) {
    #expect(Endpoint(text) == nil)
  }

  @Test(
    "a service pattern covers whole names",
    arguments: [
      ("worker-*", "worker-ocr", true), ("worker-*", "worker-", true), ("worker-*", "my-worker-ocr", false),
      ("*", "anything", true), ("*-a*b", "x-aab", true), ("*-a*b", "x-aabc", false), ("w?", "w1", true),
      ("w?", "w", false),
      ("redis", "redis", true), ("redis", "redis2", false), ("a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaa", false),
    ])
  func globs(_ pattern: String, _ name: String, _ matches: Bool) throws {
    #expect(try #require(ServiceGlob(pattern)).matches(name) == matches)
  }

  @Test(
    "a pattern has the characters of service names only", arguments: ["", "-x", "a b", "a;b", "$(x)", "a/b", "[ab]"])
  func noGlobs(_ pattern: String) {
    #expect(ServiceGlob(pattern) == nil)
  }

  @Test("the nearest key is found among few mistakes, and nothing among many")
  func nearest() {
    let keys = FleetSection.redisTarget.keys
    #expect(NearestKey.suggestion(for: "pubilsh", among: keys) == "publish")
    #expect(NearestKey.suggestion(for: "max-memory", among: keys) == "maxmemory")
    #expect(NearestKey.suggestion(for: "write-pause", among: FleetSection.policy.keys) == "write_pause")
    #expect(NearestKey.suggestion(for: "volume", among: keys) == nil)
    #expect(NearestKey.suggestion(for: "b", among: ["a"]) == nil)
  }
}
