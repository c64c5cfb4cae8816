import Foundation
import SystemPackage

/// A directory of one test, mode 0700, gone at its end.
enum TemporaryDirectory {
  static func run<Value>(_ body: (FilePath) async throws -> Value) async throws -> Value {
    let path = "/tmp/docker-tests-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(FilePath(path))
  }
}
