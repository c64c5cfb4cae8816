import Cutover
import Foundation
import Journal

/// The finalizes that this laptop has led: one journal each, beside those of the runs.
struct FinalizeArchive: Sendable {
  /// What the id of every finalize ends with: whoever finds a lease of it knows what it was.
  static let suffix = "-finalize"

  /// Where the journals lie.
  let directory: String

  /// - Parameter stateDirectory: the fleet's.
  init(stateDirectory: String) { directory = "\(stateDirectory)/runs" }

  /// Whether a run is a finalize, by its id.
  static func isFinalize(_ run: RunID) -> Bool { run.rawValue.hasSuffix(suffix) }

  /// The finalizes, newest first.
  var runs: [RunID] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { $0.hasSuffix(Self.suffix) }.map(RunID.init(rawValue:)).sorted { $0.rawValue > $1.rawValue }
  }

  /// What a finalize's journal says; `nil` where this laptop has none.
  /// - Throws: ``OperatorError`` when there is one that cannot be read.
  func entries(of run: RunID) throws(OperatorError) -> [FinalizeEntry]? {
    let path = "\(directory)/\(run.rawValue)"
    guard Self.isFinalize(run), FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      return try Journal<FinalizeEntry>.records(at: path)
    } catch {
      throw OperatorError(
        code: "journal", message: error.message, observed: error.cause, required: "to read \(path)", next: error.remedy)
    }
  }

  /// Makes a finalize's journal.
  /// - Throws: ``OperatorError`` when it cannot be made.
  func open(_ run: RunID) throws(OperatorError) -> Journal<FinalizeEntry> {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      return try Journal(path: "\(directory)/\(run.rawValue)")
    } catch {
      throw OperatorError(
        code: "journal", message: "the finalize's journal cannot be made", observed: "\(error)",
        required: "to write into \(directory)", next: "check its owner and free room")
    }
  }
}
