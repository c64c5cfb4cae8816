import Cutover
import Foundation
import Journal
import Protocol

/// The runs that this laptop has led: one journal each under the fleet's state directory, named by the run, which sorts by
/// time.
struct RunArchive: Sendable {
  /// Where the journals lie.
  let directory: String

  /// - Parameter stateDirectory: the fleet's.
  init(stateDirectory: String) { directory = "\(stateDirectory)/runs" }

  /// The runs, newest first.
  var runs: [RunID] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { $0.hasSuffix(".journal") }.map { RunID(rawValue: String($0.dropLast(8))) }
      .sorted { $0.rawValue > $1.rawValue }
  }

  /// Where a run's journal is.
  func path(of run: RunID) -> String { "\(directory)/\(run.rawValue).journal" }

  /// What a run's journal says; `nil` where this laptop has none.
  /// - Throws: ``OperatorError`` when there is one that cannot be read.
  func entries(of run: RunID) throws(OperatorError) -> [RunEntry]? {
    guard FileManager.default.fileExists(atPath: path(of: run)) else { return nil }
    do {
      return try Journal<RunEntry>.records(at: path(of: run))
    } catch {
      throw Self.error(error, path: path(of: run))
    }
  }

  /// The times of the newest run that moved workers in this direction, from the summary beside its journal.
  func lastTimes(_ direction: Direction) -> PlanBasis.LastRun? {
    struct Summary: Decodable {
      let direction: Direction
      let exitCode: Int32
      let measurements: RunMeasurements
    }
    return runs.lazy.compactMap { run -> PlanBasis.LastRun? in
      guard let data = FileManager.default.contents(atPath: "\(directory)/\(run.rawValue).json"),
        let summary = try? JSONDecoder().decode(Summary.self, from: data), summary.direction == direction,
        summary.exitCode == 0, let milliseconds = summary.measurements.workersMilliseconds
      else { return nil }
      return PlanBasis.LastRun(run: run.rawValue, workersMilliseconds: milliseconds)
    }.first
  }

  /// Opens a run's journal for writing; makes it where there is none.
  /// - Throws: ``OperatorError`` when it cannot be made, or when another process of this laptop writes it.
  func open(_ run: RunID) throws(OperatorError) -> Journal<RunEntry> {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      return try Journal(path: path(of: run))
    } catch let error as JournalError {
      throw Self.error(error, path: path(of: run))
    } catch {
      throw OperatorError(
        code: "journal", message: "the run's journal cannot be made", observed: "\(error)",
        required: "to write into \(directory)", next: "check its owner and free room")
    }
  }

  /// Opens a journal under another name and starts it with these lines, each durable before this returns; what had that
  /// run's name is kept beside it.
  func open(_ run: RunID, copying entries: [RunEntry]) throws(OperatorError) -> Journal<RunEntry> {
    let path = path(of: run)
    if FileManager.default.fileExists(atPath: path) {
      let kept = "\(path).before-\(Int(Date.now.timeIntervalSince1970))"
      do {
        try FileManager.default.moveItem(atPath: path, toPath: kept)
      } catch {
        throw OperatorError(
          code: "journal", message: "an outdated journal cannot be put aside", observed: "\(error)",
          required: "to rename \(path)", next: "check its owner and free room")
      }
    }
    let journal = try open(run)
    do {
      try journal.append(entries)
    } catch {
      throw Self.error(error, path: path)
    }
    return journal
  }

  private static func error(_ error: JournalError, path: String) -> OperatorError {
    OperatorError(
      code: "journal", message: error.message, observed: error.cause, required: "to use \(path)", next: error.remedy)
  }
}
