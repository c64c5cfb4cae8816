import Certificates
import Foundation
import Protocol

/// What the App's variable was before a cutover changed it, so that a rollback can put it back. Its value may hold a
/// password, so this is a file of its own that only its owner may read, and no part of a run's journal.
struct AppRecord: Hashable, Sendable, Codable {
  /// The application in Coolify.
  let application: String
  /// The variable's name.
  let key: String
  /// The value before; none where the variable did not exist, which a rollback deletes again.
  let old: Secret?
}

/// Where that record lies: beside the journals of this laptop's runs.
struct AppRecordFile: Hashable, Sendable {
  /// The file, mode 0600.
  let path: String

  /// - Parameter stateDirectory: the fleet's own.
  init(stateDirectory: String) { path = "\(stateDirectory)/app.json" }

  /// The record of this application's variable; none where this laptop has none, or one of another application.
  /// - Throws: ``OperatorError`` for a file that others may read or that is not such a record.
  func read(application: String, key: String) throws(OperatorError) -> AppRecord? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
    guard let mode, mode & 0o077 == 0 else {
      throw OperatorError(
        code: "app_record_exposed", message: "others may read the App's old REDIS_URL",
        observed: "\(path), mode \(mode.map { String($0, radix: 8) } ?? "unknown")", required: "mode 600",
        next: "chmod 600 \(path)")
    }
    guard let data = FileManager.default.contents(atPath: path),
      let record = try? JSONDecoder().decode(AppRecord.self, from: data)
    else {
      throw OperatorError(
        code: "app_record_unreadable", message: "the App's old value cannot be read", observed: path,
        required: "the record that a cutover wrote",
        next: "restore that file; or set the variable back in Coolify by hand, then rollback --workers-only")
    }
    return record.application == application && record.key == key ? record : nil
  }

  /// Writes it to the disk, before the variable is changed.
  /// - Throws: ``OperatorError`` where that fails: then nothing was changed.
  func write(_ record: AppRecord) throws(OperatorError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    if let reveal = Secret.revealKey { encoder.userInfo[reveal] = true }
    do {
      try PrivateFile.makeDirectory((path as NSString).deletingLastPathComponent)
      try PrivateFile.write(String(decoding: try encoder.encode(record), as: UTF8.self), to: path, mode: 0o600)
    } catch {
      throw OperatorError(
        code: "app_record_not_kept", message: "the App's old value cannot be kept",
        observed: (error as? CertificateError)?.message ?? "it cannot be encoded", required: "to write \(path)",
        next: "check the directory's owner and free room; nothing was changed")
    }
  }
}
