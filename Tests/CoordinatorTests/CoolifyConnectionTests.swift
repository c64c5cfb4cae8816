import Certificates
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Protocol
import Testing

@testable import Coordinator

@Suite("Connections to Coolify")
struct CoolifyConnectionTests {
  private static let application = CoolifyFixture.application

  @Test("a redirect is not followed, so that the token reaches no other server")
  func redirect() async throws {
    try await CoolifyStandIn.run { other in
      var state = CoolifyFixture.stored
      state.redirect = "http://127.0.0.1:\(other.port)"
      try await CoolifyFixture.run(state) { coolify in
        let error = try await CoolifyFixture.failure { _ = try await coolify.client.application(Self.application) }
        #expect(error.code == .reply)
        #expect(error.observed == "Coolify answered with HTTP status 302")
        #expect(
          error.required
            == "an answer from app.coolify.url itself: no redirect is followed, since the token is sent nowhere else")
      }
      #expect(other.calls.isEmpty)
    }
  }

  @Test("where nobody listens, the host and what to look at are named")
  func refused() async throws {
    // The port was free a moment ago.
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    try await channel.close()
    let address = try CoolifyAddress("http://127.0.0.1:\(port)", acceptsPlainHTTP: false)
    try await CoolifyHTTP.run { http in
      let client = CoolifyClient(address: address, token: Secret("3|s3cret"), http: http)
      let error = try await CoolifyFixture.failure { _ = try await client.application("app1") }
      #expect(error.code == .unreachable)
      #expect(error.observed == "no connection to Coolify at 127.0.0.1:\(port)")
      #expect(
        error.next == "look whether Coolify runs and this laptop reaches it: "
          + "curl -i http://127.0.0.1:\(port)/api/v1/health")
      #expect(error.operatorError.code == "coolify_unreachable")
    }
  }

  @Test("a server that never answers is given up in time")
  func silent() async throws {
    var state = CoolifyFixture.stored
    state.isSilent = true
    try await CoolifyFixture.run(state, timeout: .milliseconds(300)) { coolify in
      let error = try await CoolifyFixture.failure { _ = try await coolify.client.application(Self.application) }
      #expect(error.code == .unreachable)
      #expect(error.observed == "Coolify at 127.0.0.1:\(coolify.standIn.port) gave no answer within 0.3 s")
    }
  }

  @Test("a proxy whose Coolify is restarting is no answer of Coolify")
  func proxy() async throws {
    var state = CoolifyFixture.stored
    state.proxyAnswers = [502]
    try await CoolifyFixture.run(state) { coolify in
      let error = try await CoolifyFixture.failure { _ = try await coolify.client.application(Self.application) }
      #expect(error.code == .unreachable)
      #expect(error.observed == "a proxy before Coolify answered with HTTP status 502")
    }
  }

  @Test("a reply is read up to a limit, which a queue with long logs keeps to")
  func longReply() async throws {
    var state = CoolifyFixture.stored
    state.deployments = (1...10).map { .init(id: $0, uuid: "d\($0)", status: "finished") }
    state.logs = 500_000
    try await CoolifyFixture.run(state) { coolify in
      let rows = try await coolify.client.deployments(of: Self.application)
      #expect(rows.deployments.count == 10)
      coolify.standIn.with { $0.logs = 2_000_000 }
      let error = try await CoolifyFixture.failure { _ = try await coolify.client.deployments(of: Self.application) }
      #expect(error.code == .reply)
      #expect(error.observed == "Coolify's answer is longer than 16 MiB")
    }
  }

  @Test("a certificate that this laptop does not trust ends the connection before the token is sent")
  func certificate() async throws {
    let issued = try CertificateAuthority(new: "lab").issue(
      Identity(fleet: "lab", role: .agent, name: "vps"), address: "127.0.0.1")
    let key = try NIOSSLPrivateKey(bytes: Array(issued.key.pem.utf8), format: .pem)
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(issued.certificatePEM.utf8))
    let context = try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(channel.localAddress?.port)
    let address = try CoolifyAddress("https://127.0.0.1:\(port)", acceptsPlainHTTP: false)
    try await CoolifyHTTP.run { http in
      let client = CoolifyClient(address: address, token: Secret("3|s3cret"), http: http)
      let error = try await CoolifyFixture.failure { _ = try await client.application("app1") }
      #expect(error.code == .unreachable)
      #expect(
        error.observed == "no TLS connection to Coolify at 127.0.0.1:\(port): its certificate is not trusted")
    }
    try await channel.close()
  }

  @Test("an operator who stops waiting is told so")
  func cancelled() async throws {
    var state = CoolifyFixture.stored
    state.isSilent = true
    try await CoolifyFixture.run(state) { coolify in
      let call = Task { try await CoolifyFixture.failure { _ = try await coolify.client.deploy(Self.application) } }
      while coolify.standIn.calls.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      call.cancel()
      let error = try await call.value
      #expect(error.code == .interrupted)
    }
  }

  @Test("no error and no request shows the token or a value, whatever the server does")
  func secrecy() async throws {
    let troubles: [@Sendable (inout CoolifyStandInState) -> Void] = [
      { $0.isDisabled = true }, { $0.isForbiddenHere = true }, { $0.hasTeam = false }, { $0.abilities = [] },
      { $0.proxyAnswers = [500, 503, 418, 500, 500, 500, 500] }, { $0.busy = ["3600", "9999", "500", "500", "500"] },
      { $0.redirect = "http://127.0.0.1:1" }, { $0.isSilent = true }, { $0.variables = [] },
    ]
    for trouble in troubles {
      var state = CoolifyFixture.stored
      state.variables[1].value = CoolifyFixture.new
      trouble(&state)
      try await CoolifyFixture.run(state, timeout: .milliseconds(500)) { coolify in
        let body = CoolifyVariableBody(creating: "REDIS_URL", value: Secret(CoolifyFixture.new))
        let calls: [() async throws -> Void] = [
          { _ = try await coolify.client.variables(of: Self.application) },
          { try await coolify.client.change(body, of: Self.application) },
          { _ = try await coolify.client.create(body, of: Self.application) },
          { _ = try await coolify.client.create(body, of: Self.application) },
          { _ = try await coolify.client.deploy(Self.application) },
        ]
        var shown = ""
        for call in calls {
          do { try await call() } catch { dump(error, to: &shown) }
        }
        #expect(shown.contains("CoolifyError"))
        #expect(!shown.contains("s3cret") && !shown.contains("t0ken"))
      }
    }
    let address = try CoolifyAddress("http://127.0.0.1:1", acceptsPlainHTTP: false)
    let request = CoolifyRequest(
      method: .post, address: address, path: "/deploy", token: Secret("3|t0ken"), body: Secret("s3cret"))
    var shown = "\(request)"
    dump(request, to: &shown)
    #expect(!shown.contains("s3cret") && !shown.contains("t0ken"))
  }
}
