/// Watches after a run, on each host by itself (design, "soak"): opened by the run, kept on record over restarts of the
/// agent, over at a time that was fixed at its beginning. It changes nothing; it says what it finds.
public struct SoakMachine: Sendable, Hashable {
  /// The newest window and what was seen in it; none before the first run.
  public private(set) var watch: SoakWatch?
  /// When a summary was made durable last; none in a life that has made none.
  private var summarizedAt: UInt64?

  /// Rebuilds it from its journal.
  public init(replaying records: [SoakJournalRecord] = []) {
    for record in records { apply(record) }
  }

  /// Decides about one event.
  public mutating func handle(_ event: SoakEvent) -> Decision<SoakJournalRecord, SoakEffect> {
    switch event {
    case .ordered(let window): order(window)
    case .looked(let look): judge(look)
    case .sampled(let sample): take(sample)
    }
  }

  private mutating func order(_ window: SoakWindow) -> Decision<SoakJournalRecord, SoakEffect> {
    if let known = watch?.window {
      // The same run asks again where its answer was lost: the window stays as it began.
      if window.grant == known.grant { return .disregard(.duplicate) }
      guard window.grant.epoch > known.grant.epoch else { return .disregard(.stale) }
    }
    return record([.began(window)])
  }

  private mutating func judge(_ look: SoakLook) -> Decision<SoakJournalRecord, SoakEffect> {
    guard let watch, watch.end == nil else { return .disregard(.stale) }
    let window = watch.window
    switch (window.part, look.pen) {
    case (.holder, .not), (.follower, .hold), (.workers, .hold): return end(watch, .penMoved)
    // Inside a cut nobody knows yet where the pen will be.
    case (_, .cut): return Decision()
    case (.holder, .hold), (.follower, .not), (.workers, .not), (_, nil): break
    }
    if look.at >= window.until { return end(watch, .complete) }
    // While another run is under way much is as that run wants it.
    if let lease = look.lease, lease > window.grant.epoch { return Decision() }
    return Decision(effects: [.sample(window)])
  }

  private mutating func take(_ sample: SoakSample) -> Decision<SoakJournalRecord, SoakEffect> {
    guard var watch, watch.end == nil else { return .disregard(.stale) }
    let before = watch.summary.last
    watch.summary.add(sample)
    let known = Set(watch.findings.map(\.check))
    let found = SoakJudge(watch: watch, before: before, sample: sample).findings.filter { !known.contains($0.check) }
    var records = found.map(SoakJournalRecord.found)
    let isDue = summarizedAt.map { sample.at >= $0 + watch.window.secondsBetweenSummaries || sample.at < $0 } ?? true
    if isDue || !found.isEmpty {
      records.append(.summarized(watch.summary))
      summarizedAt = sample.at
    }
    self.watch?.summary = watch.summary
    return record(records, effects: found.map(SoakEffect.report))
  }

  private mutating func end(_ watch: SoakWatch, _ end: SoakEnd) -> Decision<SoakJournalRecord, SoakEffect> {
    var ended = watch
    ended.end = end
    return record([.ended(end, watch.summary)], effects: [.reportEnd(ended)])
  }

  private mutating func record(
    _ records: [SoakJournalRecord], effects: [SoakEffect] = []
  ) -> Decision<SoakJournalRecord, SoakEffect> {
    for record in records { apply(record) }
    return Decision(records: records, effects: effects)
  }

  private mutating func apply(_ record: SoakJournalRecord) {
    switch record {
    case .began(let window):
      watch = SoakWatch(window: window)
      summarizedAt = nil
    case .found(let finding): watch?.findings.append(finding)
    case .summarized(let summary): watch?.summary = summary
    case .ended(let end, let summary):
      watch?.summary = summary
      watch?.end = end
    }
  }
}
