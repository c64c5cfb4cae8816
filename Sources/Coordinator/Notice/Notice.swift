import Cutover
import Foundation

/// What a webhook is told: one JSON object (docs/notice.md). Fields are added, never renamed or removed. It says what the
/// screen says, and so no secret.
struct Notice: Encodable, Hashable, Sendable {
  /// The version of the object.
  var version = 1
  /// The fleet's name.
  let fleet: String
  /// The run.
  let run: String
  /// Which way.
  let direction: Direction
  /// Whether nothing moves.
  let rehearsal: Bool
  /// `began`, `phase-began`, `phase-ended`, `phase-skipped`, `step-failed`, …, `outcome`.
  let event: String
  /// The phase that it is about; none of a run as a whole.
  var phase: String?
  /// What was seen; of an outcome, how the run ended.
  var observed: String?
  /// Of an outcome: the process's exit code.
  var exitCode: Int32?
  /// When it happened, as `2026-03-01T04:07:13Z`.
  let time: String

  /// The body of the request.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts and numbers only, which cannot fail.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
