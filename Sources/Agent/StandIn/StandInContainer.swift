import Docker
import FoundationEssentials
import NIOCore
import Protocol

/// The container in which a stand-in runs: in the network namespace of the old Redis's container, from that container's
/// own image, with nothing of it but the agent's binary, mounted read-only. Docker never restarts it (`safety.md`, trap
/// 15): a Redis that comes back has the port of its name again, and must be fenced and moved before anybody answers there.
struct StandInContainer: Sendable {
  /// The label of all of them; its value is the old Redis's container.
  static let label = "cutover.stand-in"
  /// Where the password lies in it. Nobody but this process runs there, and its files are root's on the host.
  private static let passwordFile = "cutover-password"

  let engine: DockerEngine
  let record: StandInRecord
  let fleet: String

  /// Its name.
  var name: String { Self.name(for: record.redis.container) }

  /// The name of the one beside a Redis.
  static func name(for container: String) -> String { "cutover-stand-in-\(container)" }

  /// What Docker says of it; `nil` where there is none.
  func inspect() async throws(DockerError) -> ContainerDetails? {
    do throws(DockerError) {
      return try await engine.inspect(name)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  /// Makes it anew and starts it.
  func make(beside redis: ContainerDetails, password: Secret) async throws {
    try await remove()
    let identifier = try await engine.create(
      DockerEngine.Sidecar(
        name: name, label: Self.label, labelValue: record.redis.container, image: redis.imageIdentifier,
        network: redis.id, program: try Self.program(), arguments: arguments, memory: 512 << 20))
    let content = password.withRevealed { ByteBuffer(string: $0) }
    let source = OneBuffer(content)
    try await engine.writeFile(
      TarFileWriter(name: Self.passwordFile, size: content.readableBytes, mode: 0o444), to: "/", of: identifier,
      deadline: .seconds(30)
    ) { await source.next() }
    try await start()
  }

  /// Starts it as it is, and sees that it stays.
  func start() async throws {
    try await engine.start(name)
    try await Task.sleep(for: .milliseconds(150))
    guard let details = try await inspect(), details.state.isRunning else {
      let log = try? await engine.logs(of: try await engine.inspect(name), tail: 3).lines.map(\.text)
      throw ProtocolError(
        .docker, "the stand-in \(name) does not run: \(log?.joined(separator: " | ") ?? "no log")",
        next: "docker logs \(name)")
    }
  }

  /// Has it leave the port and end once its connections have; one that does not run has.
  func dismiss() async throws(DockerError) {
    do throws(DockerError) {
      try await engine.kill(name, signal: "SIGTERM")
    } catch {
      guard error.code == .notFound || error.code == .conflict else { throw error }
    }
  }

  /// Ends it now, and waits until it has.
  func kill() async throws(DockerError) {
    do throws(DockerError) {
      try await engine.stop(name, grace: 0)
    } catch {
      guard error.code == .notFound else { throw error }
    }
  }

  /// Removes it, running or not.
  func remove() async throws(DockerError) {
    try await engine.removeThrowAways(label: (name: Self.label, value: record.redis.container))
  }

  private var arguments: [String] {
    [
      StandInCommand.word, "--listen", "\(record.redis.port)", "--to", "\(record.address):\(record.port)",
      "--password-file", "/\(Self.passwordFile)", "--fleet", fleet, "--pen", "\(record.pen)",
    ]
  }

  /// This process's own file, by the path under which the daemon, too, finds it.
  private static func program() throws -> String {
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    // An upgrade has put another one in its place.
    let gone = " (deleted)"
    return path.hasSuffix(gone) ? String(path.dropLast(gone.count)) : path
  }

  /// Gives one buffer, then nothing.
  private actor OneBuffer {
    private var buffer: ByteBuffer?
    init(_ buffer: ByteBuffer) { self.buffer = buffer }
    func next() -> ByteBuffer? {
      defer { buffer = nil }
      return buffer
    }
  }
}
