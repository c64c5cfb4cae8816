import Certificates
import Foundation
import Protocol

/// Where the target's password comes from: a file, a variable, or made once and kept beside the fleet's certificates.
enum TargetPassword {
  /// Reads or makes the password.
  /// - Parameters:
  ///   - source: what the fleet file says.
  ///   - directory: where a made one is kept, mode 0600.
  ///   - environment: the process's variables.
  /// - Throws: ``OperatorError`` naming the file or the variable, never its content.
  static func load(
    _ source: SecretSource, directory: String, environment: [String: String]
  ) throws(OperatorError) -> Secret {
    switch source {
    case .file(let path):
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw OperatorError(
          code: "password_unreadable", message: "the password file cannot be read", observed: path,
          required: "a file that this user may read", next: "umask 077; printf %s 'PASSWORD' > \(path)")
      }
      let password = text.trimmingCharacters(in: .newlines)
      return try accepted(password, from: path)
    case .env(let name):
      guard let password = environment[name] else {
        throw OperatorError(
          code: "password_missing", message: "the password's variable is not set", observed: "no \(name)",
          required: "`redis.target.password.env` names a variable that is set", next: "export \(name)=…")
      }
      return try accepted(password, from: name)
    case .generate: return try generated(path(in: directory))
    }
  }

  /// Keeps a password that another laptop has made.
  static func keep(_ password: Secret, in directory: String) throws(OperatorError) {
    do {
      try password.withRevealed { try write($0, to: path(in: directory)) }
    } catch {
      throw unwritable(path(in: directory), error)
    }
  }

  private static func path(in directory: String) -> String { "\(directory)/redis-password" }

  private static func accepted(_ password: String, from place: String) throws(OperatorError) -> Secret {
    // The runbook's own placeholder, pasted without a look, would be everybody's password.
    guard !password.isEmpty, password != "REDIS_PASSWORD_HERE" else {
      throw OperatorError(
        code: "password_placeholder", message: "the target's password is empty or the runbook's placeholder",
        observed: place, required: "a password of its own", next: "use `password: { generate: true }`")
    }
    return Secret(password)
  }

  private static func generated(_ path: String) throws(OperatorError) -> Secret {
    if let text = try? String(contentsOfFile: path, encoding: .utf8), !text.isEmpty { return Secret(text) }
    do {
      let password = try RandomToken.alphanumeric(32)
      try write(password, to: path)
      return Secret(password)
    } catch {
      throw unwritable(path, error)
    }
  }

  private static func write(_ password: String, to path: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data(password.utf8), attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown) }
  }

  private static func unwritable(_ path: String, _ error: any Error) -> OperatorError {
    OperatorError(
      code: "password_not_kept", message: "the target's password cannot be kept", observed: "\(error)",
      required: "to write \(path)", next: "check the directory's owner and free room")
  }
}
