import Cutover

/// A soak for people: what `status` and `soak` write of it.
struct SoakText {
  let style: Style

  /// `soak: 18 min of 30 min to go · no finding · run …`.
  func headline(_ soak: SoakStatus) -> String {
    parts(soak).map { style.paint($0.text, $0.tone) }.joined(separator: style.separator)
  }

  /// The parts of that line.
  func parts(_ soak: SoakStatus) -> [Table.Cell] {
    let count = soak.findings.count
    var parts: [Table.Cell] = [
      .init("soak: \(time(soak))"),
      count == 0 ? .init("no finding", .good) : .init(count == 1 ? "1 finding" : "\(count) findings", .bad),
      .init("run \(soak.run)", .faint),
    ]
    if !soak.silent.isEmpty { parts.append(.init("no answer of \(soak.silent.joined(separator: ", "))", .warning)) }
    return parts
  }

  private func time(_ soak: SoakStatus) -> String {
    let window = DurationText.text(.seconds(soak.windowSeconds))
    guard !soak.open else { return "\(DurationText.text(.seconds(soak.remainingSeconds))) of \(window) to go" }
    return switch soak.early {
    case .penMoved: "ended early, the pen has moved"
    case .complete, nil: "\(window), ended \(UTCText.text(soak.until))"
    }
  }

  /// One line a host.
  func hosts(_ soak: SoakStatus) -> [String] { soak.hosts.map { "  \($0.host): \(words($0))" } }

  /// A finding, and what to do.
  func finding(_ host: String, _ found: SoakFinding) -> [String] {
    [
      "\(style.red(style.cross)) \(found.check.rawValue) \(host): \(found.finding.observed)",
      "    required: \(found.finding.required)", "    next: \(found.finding.next)",
    ]
  }

  private func words(_ host: SoakHostStatus) -> String {
    let summary = host.summary
    var parts = ["\(summary.samples) samples"]
    if summary.silent > 0 { parts.append("\(summary.silent) without an answer of the Redis") }
    switch host.part {
    case .holder: parts += holder(summary)
    case .follower:
      if let last = summary.last { parts.append("reverse link \(last.linkUp == true ? "up" : "down")") }
      if summary.refusedWrites > 0 {
        parts.append("\(summary.refusedWrites) writes refused: somebody still writes to the old Redis")
      }
    case .workers: break
    }
    if !summary.workers.isEmpty { parts.append("\(summary.restarts) restarts of \(summary.workers.count) workers") }
    return parts.joined(separator: style.separator)
  }

  private func holder(_ summary: SoakSummary) -> [String] {
    var parts = ["\(summary.evicted) keys evicted", "memory at most \(ByteCount.text(summary.highestMemory))"]
    if let lag = summary.highestLag { parts.append("lag at most \(ByteCount.text(lag))") }
    parts.append("\(summary.completed) jobs done, \(summary.failed) failed")
    if let low = summary.lowestPending, let high = summary.highestPending { parts.append("\(low) to \(high) pending") }
    return parts
  }
}
