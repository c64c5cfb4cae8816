import Docker
import Testing

@Suite("A service's lines in a compose file")
struct ComposeBlockTests {
  static let text = """
    name: fiskai
    services:
      # the old one
      redis:
        image: redis:7

        volumes:
          - data:/data
        # until here

      "worker-a":   # the first worker
        image: worker
    volumes:
      redis:
      data:
    """

  @Test("from its key to its last line that is no comment")
  func lines() {
    #expect(ComposeBlock.lines(of: "redis", in: Self.text) == 4...8)
    #expect(ComposeBlock.lines(of: "worker-a", in: Self.text) == 11...12)
  }

  @Test("what is no service, or not written in lines, has none")
  func none() {
    #expect(ComposeBlock.lines(of: "data", in: Self.text) == nil)
    #expect(ComposeBlock.lines(of: "image", in: Self.text) == nil)
    #expect(ComposeBlock.lines(of: "redis", in: "services: { redis: { image: x } }") == nil)
    #expect(ComposeBlock.lines(of: "redis", in: "") == nil)
  }
}
