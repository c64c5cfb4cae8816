import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One request to the daemon before it becomes bytes: method, path below the version prefix, query and JSON body.
struct EngineRequest: Sendable {
  var method: HTTPMethod
  var path: String
  var query: [(name: String, value: String)]
  var body: [UInt8]?
  /// A body that is written as it is made; then there is no other.
  var upload: Upload?

  /// A tar stream on its way to the daemon.
  struct Upload: Sendable {
    /// Its length in bytes, told beforehand.
    let length: Int
    /// Writes all of it, piece by piece.
    let write: @Sendable (_ piece: @Sendable (ByteBuffer) async throws -> Void) async throws -> Void
  }

  init(_ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: [UInt8]? = nil) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
  }

  /// A request with a JSON body.
  init(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], json: some Encodable
  ) throws(DockerError) {
    self.init(method, path, query: query, body: try Self.encoded(json))
  }

  /// The request target: `/v1.44/containers/json?all=1`.
  /// - Parameter version: nil for `/_ping`, which is asked before a version is known.
  func target(version: APIVersion?) -> String {
    var text = version.map { "/v\($0)" } ?? ""
    text += path
    for (index, item) in query.enumerated() {
      text += index == 0 ? "?" : "&"
      text += Self.percentEncoded(item.name) + "=" + Self.percentEncoded(item.value)
    }
    return text
  }

  /// The `filters` parameter: a JSON object of lists (docker-engine-v1.44.yaml, ContainerList).
  static func filters(_ filters: [String: [String]]) throws(DockerError) -> (name: String, value: String) {
    ("filters", String(decoding: try encoded(filters), as: UTF8.self))
  }

  /// Percent-encodes everything but RFC 3986's unreserved characters and those that are named.
  static func percentEncoded(_ text: String, keeping kept: String = "") -> String {
    let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    let allowed = Set(unreserved.utf8).union(kept.utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if allowed.contains(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func encoded(_ value: some Encodable) throws(DockerError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw DockerError(.parameterInvalid, "a request to the Docker daemon cannot be written as JSON")
    }
  }
}
