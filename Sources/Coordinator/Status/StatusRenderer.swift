import Cutover
import Protocol

/// Draws a report for people: alarms first, then hosts, Redis, workers, queues, run and rollback. Pure; 80 columns are
/// enough, and a wider terminal shows more.
struct StatusRenderer {
  /// Columns; nil: nothing is shortened.
  let width: Int?
  /// Colours and signs.
  let style: Style
  /// Whether alarms also say what was required, and notices what to do.
  var isVerbose = false

  /// Everything, line by line.
  func lines(_ report: StatusReport, now: Int) -> [String] {
    var blocks = [headline(report, now: now), alarms(report), hosts(report)]
    if !report.redis.isEmpty { blocks.append(redis(report)) }
    blocks += report.workers.map { workers($0, report) }
    blocks.append(queues(report))
    blocks.append(closing(report))
    return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private func headline(_ report: StatusReport, now: Int) -> [String] {
    let reached = report.hosts.count { $0.reachable }
    return flow(
      [
        .init("fleet \(report.fleet)", .strong),
        report.degraded
          ? .init("\(style.cross) degraded", .bad) : .init("\(style.check) healthy", .good),
        .init("\(reached) of \(report.hosts.count) \(report.hosts.count == 1 ? "agent answers" : "agents answer")"),
        .init("facts \(age(report, now: now)) old"),
      ], separator: style.separator, indent: 2)
  }

  /// The age of the oldest facts of a host that answered.
  private func age(_ report: StatusReport, now: Int) -> String {
    let oldest = report.hosts.filter(\.reachable).map(\.readAt).min() ?? now
    return DurationText.text(.milliseconds(max(0, now - oldest)), style: style)
  }

  private func alarms(_ report: StatusReport) -> [String] {
    report.alarms.flatMap { alarm -> [String] in
      let isAlarm = alarm.severity == .alarm
      let sign = isAlarm ? style.red(style.cross) : style.yellow(style.caution)
      let host = alarm.host.map { alarm.observed.hasPrefix("\($0) ") ? "" : "\($0): " } ?? ""
      let observed = wrapped(host + alarm.observed, indent: 2)
      var lines = observed.enumerated().map { $0.offset == 0 ? "\(sign) \($0.element)" : "  \($0.element)" }
      if isVerbose {
        lines += wrapped("required: \(alarm.required)", indent: 4).map { "    " + style.dim($0) }
      }
      if isAlarm || isVerbose {
        lines += wrapped("next: \(alarm.next)", indent: 4).map { "    " + style.dim($0) }
      }
      return lines
    }
  }

  private func closing(_ report: StatusReport) -> [String] {
    var lines: [String] = []
    if let run = report.run {
      var parts: [Table.Cell] = [
        .init("run \(run.run)", .strong), .init("by \(run.holder)"), .init("epoch \(run.epoch)"),
        .init("lease \(run.remainingSeconds) s"), .init("granted by \(run.hosts.joined(separator: ", "))"),
      ]
      if run.cutInProgress { parts.append(.init("cutting", .warning)) }
      lines += flow(parts, separator: style.separator, indent: 2)
    } else if !report.redis.isEmpty {
      let epoch = report.hosts.compactMap { $0.pen?.leaseEpoch?.rawValue }.max()
      lines.append("run: none" + (epoch.map { style.dim("\(style.separator)highest epoch granted \($0)") } ?? ""))
    }
    if let soak = report.soak {
      lines += flow(SoakText(style: style).parts(soak), separator: style.separator, indent: 2)
    }
    if let rollback = report.rollback {
      lines.append("rollback: " + text(rollback))
      if let lost = rollback.lost { lines += wrapped(lost.reason, indent: 2).map { "  " + $0 } }
    }
    return lines
  }

  private func text(_ rollback: RollbackStatus) -> String {
    let lag = rollback.lagBytes.map { "lag \(ByteCount.text(UInt64($0)))" } ?? "lag unknown"
    return switch rollback.possibility {
    case .notNeeded: style.dim("nothing to roll back: the source holds the pen")
    case .lossless: style.green("lossless (\(lag))")
    case .behind: style.yellow("not yet: the source is copying (\(lag))")
    case .finalized:
      style.dim("none: the old Redis was retired") + (rollback.backup.map { "; its last data is in \($0)" } ?? "")
    case .lossy:
      style.red(
        rollback.lost.map { "not lossless since \(UTCText.text($0.since))" }
          ?? "would lose what was written since the cut: the source does not follow")
    case .unknown: style.yellow("unknown: not every agent answers")
    }
  }

  /// Text in lines that fit beside an indent.
  func wrapped(_ text: String, indent: Int) -> [String] {
    guard let width else { return [text] }
    let room = max(20, width - indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if TextWidth.columns(of: line) + 1 + TextWidth.columns(of: String(word)) <= room {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// Parts beside each other, with a line break between two of them where the width ends.
  func flow(_ parts: [Table.Cell], separator: String, indent: Int, start: Int = 0) -> [String] {
    var lines: [String] = []
    var used = 0
    for part in parts {
      let text = TextWidth.truncated(part.text, to: (width ?? .max) - indent, ellipsis: style.ellipsis)
      let columns = TextWidth.columns(of: text)
      let painted = style.paint(text, part.tone)
      if lines.isEmpty {
        lines.append(TextWidth.blanks(start) + painted)
        used = start + columns
      } else if let width, used + TextWidth.columns(of: separator) + columns > width {
        lines.append(TextWidth.blanks(indent) + painted)
        used = indent + columns
      } else {
        lines[lines.count - 1] += style.dim(separator) + painted
        used += TextWidth.columns(of: separator) + columns
      }
    }
    return lines
  }
}
