import Docker
import FoundationEssentials
import NIOCore
import NIOPosix
import Protocol
import Redis

/// Finds a Redis of this host by its container's name and opens connections to it, with the password that this host
/// keeps. Nobody outside tells it an address.
struct RedisAccess: Sendable {
  /// Where a container's Redis is reached, and through which network.
  struct Location: Sendable {
    let container: ContainerDetails
    /// The container's address in that network.
    let address: String
    /// The host's own address in that network.
    let gateway: String
    let port: Int
  }

  let docker: DockerAccess
  let stateDirectory: String
  /// Where those answer whose port a stand-in has.
  let ports = RedisPorts()

  /// Where the kept password lies; `provision` writes it.
  static func passwordFile(in stateDirectory: String) -> String { "\(stateDirectory)/redis-password" }

  /// Finds a container and its address.
  /// - Throws: ``ProtocolError`` with `precondition` when it does not exist, does not run or has no address.
  func locate(_ redis: RedisReference) async throws(ProtocolError) -> Location {
    let container: ContainerDetails
    do {
      container = try await docker.connected().inspect(redis.container)
    } catch let error as DockerError {
      throw ProtocolError(error)
    } catch let error as ProtocolError {
      throw error
    } catch {
      throw ProtocolError(.internalError, "\(error)")
    }
    guard container.state.isRunning else {
      throw ProtocolError(
        .precondition, "the container \(redis.container) is \(container.state.status.rawValue); it must be running",
        next: "docker start \(redis.container), unless a run of ours keeps it stopped: see `coordinator status`")
    }
    // With several networks any one will do; the first by name, so that it is the same one each time.
    let networks = container.networks.sorted { $0.key < $1.key }.map(\.value)
    guard let network = networks.first(where: { !$0.address.isEmpty && !$0.gateway.isEmpty }) else {
      throw ProtocolError(
        .precondition, "the container \(redis.container) has no address in a bridge network",
        next: "give it a bridge network: the agent reaches it there")
    }
    return Location(
      container: container, address: network.address, gateway: network.gateway, port: ports.port(of: redis))
  }

  /// The password that goes with a Redis; `nil` where it asks for none.
  /// - Throws: ``ProtocolError`` with `precondition` when it should be kept here and is not.
  func password(of redis: RedisReference) throws(ProtocolError) -> RedisPassword? {
    try secret(of: redis).map { secret in secret.withRevealed { RedisPassword($0) } }
  }

  /// The same, for a command inside the container.
  /// - Throws: ``ProtocolError`` with `precondition` when it should be kept here and is not.
  func secret(of redis: RedisReference) throws(ProtocolError) -> Secret? {
    switch redis.password {
    case .none: return nil
    case .stored:
      let path = Self.passwordFile(in: stateDirectory)
      guard let text = try? String(contentsOfFile: path, encoding: .utf8), !text.isEmpty else {
        throw ProtocolError(
          .precondition, "the password of \(redis.container) is not kept on this host",
          next: "run `coordinator cutover`, whose provision step delivers it")
      }
      return Secret(text)
    }
  }

  /// Opens a connection of its own.
  func connect(
    _ redis: RedisReference, on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
  ) async throws(ProtocolError) -> RedisConnection {
    let location = try await locate(redis)
    return try await connect(to: location, password: try password(of: redis), on: loop)
  }

  /// Opens a connection to a container that has been found.
  func connect(
    to location: Location, password: RedisPassword?,
    on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
  ) async throws(ProtocolError) -> RedisConnection {
    do {
      return try await RedisConnection.connect(
        to: .address(location.address, port: location.port), password: password, on: loop)
    } catch {
      throw ProtocolError(error)
    }
  }

  /// Opens a connection, gives it to the body, and closes it.
  func withConnection<Result: Sendable>(
    _ redis: RedisReference, _ body: (RedisConnection) async throws(RedisError) -> Result
  ) async throws(ProtocolError) -> Result {
    let connection = try await connect(redis)
    do throws(RedisError) {
      let result = try await body(connection)
      await connection.close()
      return result
    } catch {
      await connection.close()
      throw ProtocolError(error)
    }
  }
}

extension ProtocolError {
  /// A failure of Redis, as it crosses the wire.
  init(_ error: RedisError) {
    self.init(.redis, error.message, next: error.remedy, cause: error.cause)
  }
}
