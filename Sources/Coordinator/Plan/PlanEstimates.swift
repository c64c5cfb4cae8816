import Cutover
import Foundation
import Protocol

/// How long the parts of a run will take, from what was measured just before. They are estimates: each says what it rests
/// on, and what is not known is said to be so.
struct PlanEstimates: Encodable, Hashable, Sendable {
  /// The full copy.
  let copy: PlanEstimate
  /// For how long clients wait in the cut.
  let writePause: PlanEstimate
  /// How long a job that is at work may keep its worker from stopping.
  let drain: PlanEstimate
  /// From the first worker told to stop to the last one started.
  let workers: PlanEstimate
  /// All of it.
  let total: PlanEstimate

  /// Makes them.
  init(_ basis: PlanBasis) {
    copy = Self.copy(basis)
    writePause = Self.pause(basis)
    drain = Self.drain(basis)
    workers = Self.workers(basis)
    total = Self.total(copy: copy, pause: writePause, drain: drain, workers: workers)
  }

  /// Lines for a plan's text: a name, and the words.
  var lines: [(name: String, words: String)] {
    [
      ("copy", copy.words), ("write pause", writePause.words), ("drain", drain.words), ("workers", workers.words),
      ("total", total.words),
    ]
  }

  private static func copy(_ basis: PlanBasis) -> PlanEstimate {
    guard basis.direction == .cutover else { return PlanEstimate(microseconds: 0, basis: "it follows already") }
    guard let used = basis.usedMemory else {
      return PlanEstimate(microseconds: nil, basis: "the leading Redis does not answer")
    }
    switch basis.link {
    case .failure(let error): return PlanEstimate(microseconds: nil, basis: "the link: \(error.message)")
    case .success(let link):
      guard let speed = link.bytesPerSecond else {
        return PlanEstimate(microseconds: nil, basis: "nothing came over the link in time")
      }
      let microseconds = Double(max(0, used)) / Double(speed) * 1_000_000
      let keys = basis.keys.map { " (\($0) keys)" } ?? ""
      return PlanEstimate(
        microseconds: Int(min(microseconds, 1e15)),
        basis: "\(ByteCount.text(UInt64(max(0, used)))) in memory\(keys) at \(ByteCount.text(UInt64(speed)))/s, as "
          + "\(ByteCount.text(UInt64(link.bytes))) between the agents took")
    }
  }

  /// Within four round trips, one record made durable, and 2 ms (design, "Speed and size").
  private static func pause(_ basis: PlanBasis) -> PlanEstimate {
    switch basis.link {
    case .failure(let error): return PlanEstimate(microseconds: nil, basis: "the link: \(error.message)")
    case .success(let link):
      let trip = DurationText.text(.microseconds(link.roundTripMicroseconds))
      let known = 4 * link.roundTripMicroseconds + 2000
      guard let fsync = link.fsyncMicroseconds else {
        return PlanEstimate(
          microseconds: known, basis: "four round trips of \(trip) and 2 ms, and one fsync that could not be measured")
      }
      return PlanEstimate(
        microseconds: known + fsync,
        basis: "four round trips of \(trip), one fsync of \(DurationText.text(.microseconds(fsync))), and 2 ms")
    }
  }

  private static func drain(_ basis: PlanBasis) -> PlanEstimate {
    let most = "at most \(DurationText.text(basis.drain)) (`policy.drain`)"
    switch basis.longestJobSeconds {
    case nil: return PlanEstimate(microseconds: nil, basis: "nobody could tell how long jobs run; \(most)")
    case 0?: return PlanEstimate(microseconds: 0, basis: "no job has been at work for a second; \(most)")
    case let seconds?:
      let limit = Int(basis.drain / .seconds(1))
      return PlanEstimate(
        microseconds: min(seconds, limit) * 1_000_000,
        basis: "the longest job at work has run for \(seconds) s, and may take as long again; \(most)")
    }
  }

  private static func workers(_ basis: PlanBasis) -> PlanEstimate {
    guard let last = basis.lastRun else {
      return PlanEstimate(
        microseconds: nil, basis: "no run on this laptop has measured how long containers take to stop and start")
    }
    return PlanEstimate(
      microseconds: last.workersMilliseconds * 1000,
      basis: "run \(last.run) took that from the first stop to the last start")
  }

  private static func total(
    copy: PlanEstimate, pause: PlanEstimate, drain: PlanEstimate, workers: PlanEstimate
  ) -> PlanEstimate {
    guard let copying = copy.microseconds else {
      return PlanEstimate(microseconds: nil, basis: "the copy's time is not known")
    }
    // What an earlier run took holds its drain and its cut; this one's longest job may be longer.
    if let moving = workers.microseconds {
      return PlanEstimate(
        microseconds: copying + max(moving, (drain.microseconds ?? 0) + (pause.microseconds ?? 0)),
        basis: "the copy, and the workers' time; the App's deployment is not in it")
    }
    return PlanEstimate(
      microseconds: copying + (drain.microseconds ?? 0) + (pause.microseconds ?? 0),
      basis: "copy, drain and write pause; containers' stops and starts, and the App's deployment, are not in it")
  }
}
