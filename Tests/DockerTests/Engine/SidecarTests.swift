import NIOHTTP1
import Testing

@testable import Docker

@Suite("A sidecar")
struct SidecarTests {
  @Test("it shares another container's network, has no rights, and its program is mounted read-only")
  func create() async throws {
    try await EngineStandIn.run { request in
      #expect(request.line == "POST /v1.41/containers/create?name=cutover-stand-in-fiskai-redis")
      // A slash may be written escaped in JSON.
      let body = request.body.replacing("\\/", with: "/")
      for part in [
        #""NetworkMode":"container:0123abc""#, #""CapDrop":["ALL"]"#, #""User":"65534:65534""#, #""Memory":1024"#,
        #""Entrypoint":["/cutover-program"]"#, #""Cmd":["stand-in","--listen","6379"]"#,
        #""Labels":{"cutover.stand-in":"fiskai-redis"}"#, #""Source":"/usr/local/bin/cutover-agent""#,
        #""Target":"/cutover-program""#, #""ReadOnly":true"#, #""Type":"bind""#,
      ] { #expect(body.contains(part), "\(part) in \(body)") }
      #expect(!body.contains("RestartPolicy"))
      return .json(#"{"Id":"abc","Warnings":[]}"#, status: .created)
    } body: { engine in
      let id = try await engine.create(
        DockerEngine.Sidecar(
          name: "cutover-stand-in-fiskai-redis", label: "cutover.stand-in", labelValue: "fiskai-redis",
          image: "sha256:1", network: "0123abc", program: "/usr/local/bin/cutover-agent",
          arguments: ["stand-in", "--listen", "6379"], memory: 1024))
      #expect(id == "abc")
    }
  }
}
