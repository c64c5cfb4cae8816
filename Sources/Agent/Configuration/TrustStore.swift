import FoundationEssentials
import Logging
import NIOSSL
import Protocol
import Synchronization
import Transport

/// Whom the agent trusts: the authority that systemd handed over at the start, and those that `coordinator bootstrap
/// --adopt` has put beside it since, as files that only root can write. They are looked at again for every connection,
/// so that a further laptop needs no restart; systemd's own copies (`LoadCredential`) are made at the start only.
final class TrustStore: Sendable {
  /// Where the further authorities lie, one a file: `NAME.pem`.
  static let directory = "/etc/cutover/trust.d"
  /// So many are read; more would be a mistake, and each costs time at every handshake.
  static let maximumCount = 32
  /// So long may one be, in bytes.
  static let maximumLength = 16_384

  private struct State {
    var files: [String: [UInt8]] = [:]
    var identity: TLSIdentity
    var keys: Set<[UInt8]>
    var context: NIOSSLContext
  }

  private let own: TLSIdentity
  private let path: String
  private let logger: Logger
  private let state: Mutex<State>

  /// - Parameters:
  ///   - own: our certificate, and the authority that has signed it.
  ///   - path: where the further authorities lie; a directory that is not there has none.
  /// - Throws: ``ProtocolError`` with `identityRefused` when our own certificate and key do not fit.
  init(own: TLSIdentity, path: String = TrustStore.directory, logger: Logger) throws(ProtocolError) {
    self.own = own
    self.path = path
    self.logger = logger
    self.state = Mutex(State(identity: own, keys: own.authorityKeys, context: try own.serverContext()))
  }

  /// What we show and trust now, for a connection that we open.
  var identity: TLSIdentity { refreshed(\.identity) }

  /// The settings for a connection that comes in now.
  var serverContext: NIOSSLContext { refreshed(\.context) }

  /// Looks at the files now, so that whoever was revoked is heard no more on a connection that stands.
  func refresh() { refreshed { _ in } }

  /// Whether the authority of a peer that got in is still trusted. No file is read here.
  /// - Parameter key: the key that has signed the peer's certificate; none cannot be told apart from others.
  func isTrusted(_ key: [UInt8]?) -> Bool {
    guard let key else { return true }
    return state.withLock { $0.keys.contains(key) }
  }

  private func refreshed<Value: Sendable>(_ value: (State) -> Value) -> Value {
    let files = read()
    return state.withLock { state in
      if files != state.files { take(files, into: &state) }
      return value(state)
    }
  }

  /// A file that is no certificate is left out, and the others count: one mistake must lock nobody else out.
  private func take(_ files: [String: [UInt8]], into state: inout State) {
    var identity = own
    for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
      do throws(ProtocolError) {
        identity = try identity.trusting(bytes)
      } catch {
        logger.error("not a trusted authority", metadata: ["file": "\(path)/\(name)", "error": "\(error)"])
      }
    }
    let (before, now) = (Set(state.files.keys), Set(files.keys))
    state.files = files
    do throws(ProtocolError) {
      state.context = try identity.serverContext()
      state.identity = identity
      state.keys = identity.authorityKeys
      logger.notice(
        "trusted authorities have changed",
        metadata: [
          "added": "\(now.subtracting(before).sorted())", "removed": "\(before.subtracting(now).sorted())",
        ])
    } catch {
      logger.error("the trusted authorities cannot be used", metadata: ["error": "\(error)"])
    }
  }

  private func read() -> [String: [UInt8]] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    var files: [String: [UInt8]] = [:]
    for name in names.filter({ $0.hasSuffix(".pem") }).sorted().prefix(Self.maximumCount) {
      guard let data = try? Data(contentsOf: URL(filePath: "\(path)/\(name)")), data.count <= Self.maximumLength else {
        continue
      }
      files[name] = Array(data)
    }
    return files
  }
}
