import Cutover
import FoundationEssentials
import Logging
import Redis
import ServiceLifecycle
import UnixSignals

/// `cutover-agent stand-in`: the mode in which the agent's binary answers at an old Redis's name, inside that Redis's
/// network namespace. It knows nothing but where to pass connections on to, and whose pen that Redis must carry.
struct StandInCommand: Sendable, Hashable {
  /// The word that chooses the mode.
  static let word = "stand-in"

  /// The port of the old name.
  var listen: Int
  /// The new Redis's IP address.
  var address: String
  /// Its port.
  var port: Int
  /// A file with its password; without one it is not authenticated.
  var passwordFile: String?
  /// Whose pen it must carry; without it a master is enough.
  var pen: PenMarker?
  /// How long a client is held while the new Redis does not serve yet, in seconds.
  var hold = 30

  /// What is wrong with the arguments.
  struct UsageError: Error, CustomStringConvertible {
    let description: String
  }

  /// Reads `--listen PORT --to ADDRESS:PORT [--password-file PATH] [--fleet NAME --pen EPOCH] [--hold SECONDS]`.
  init(_ arguments: [String]) throws(UsageError) {
    var options: [String: String] = [:]
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard Self.names.contains(name), let value = rest.popFirst() else {
        let known = Self.names.joined(separator: " ")
        throw UsageError(description: "\(name): unknown, or without a value; known: \(known)")
      }
      options[name] = value
    }
    guard let listen = options["--listen"].flatMap({ Self.port($0) }) else {
      throw UsageError(description: "--listen needs a port from 1 to 65535")
    }
    guard let target = options["--to"], let colon = target.lastIndex(of: ":"),
      let port = Self.port(target[target.index(after: colon)...]), colon > target.startIndex
    else { throw UsageError(description: "--to needs ADDRESS:PORT") }
    self.listen = listen
    self.address = String(target[..<colon])
    self.port = port
    self.passwordFile = options["--password-file"]
    switch (options["--fleet"], options["--pen"].map(UInt64.init)) {
    case (let fleet?, .some(let epoch?)): self.pen = PenMarker(fleet: fleet, pen: Epoch(rawValue: epoch))
    case (nil, nil): self.pen = nil
    case _: throw UsageError(description: "--fleet NAME and --pen EPOCH go together")
    }
    guard let hold = options["--hold"] else { return }
    guard let seconds = Int(hold), (0...600).contains(seconds) else {
      throw UsageError(description: "--hold needs seconds from 0 to 600")
    }
    self.hold = seconds
  }

  private static let names = ["--listen", "--to", "--password-file", "--fleet", "--pen", "--hold"]

  private static func port(_ text: some StringProtocol) -> Int? {
    Int(text).flatMap { (1...65535).contains($0) ? $0 : nil }
  }

  /// Runs until a SIGTERM or SIGINT.
  func run(logger: Logger) async throws {
    var password: RedisPassword?
    if let passwordFile { password = RedisPassword(try String(contentsOfFile: passwordFile, encoding: .utf8)) }
    let upstream = StandInUpstream(
      address: address, port: port, password: password, pen: pen, hold: .seconds(hold))
    let server = StandInServer(port: listen, upstream: upstream, logger: logger)
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: server)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }
}
