/// Says what of a look is a finding. Pure.
struct SoakJudge {
  /// The window, with the look already in its summary.
  let watch: SoakWatch
  /// The answer of the Redis before this one.
  let before: SoakRedisSample?
  /// The look.
  let sample: SoakSample

  private var limits: SoakThresholds { watch.window.thresholds }
  private var summary: SoakSummary { watch.summary }

  /// What is found.
  var findings: [SoakFinding] {
    [answers, evictions, memory, link, failures, stalled, restarts].compactMap(\.self)
  }

  private var answers: SoakFinding? {
    guard let since = summary.silentSince, elapsed(since) >= limits.silentSeconds else { return nil }
    return found(
      .answers, "the Redis gives no answer for \(elapsed(since)) s (\(sample.silence ?? "no reason"))",
      "an answer within \(limits.silentSeconds) s", "coordinator status; docker logs of its container")
  }

  private var evictions: SoakFinding? {
    guard watch.window.part == .holder, summary.evicted > 0 else { return nil }
    return found(
      .evictions, "\(summary.evicted) keys were evicted since the soak began: for BullMQ each is a lost job",
      "0 evicted keys", "give it memory: redis-cli config set maxmemory …, and maxmemory-policy noeviction")
  }

  private var memory: SoakFinding? {
    guard watch.window.part == .holder, let redis = sample.redis, redis.maximumMemory > 0 else { return nil }
    // In this order it does not overflow: a hundredth of the limit is precise enough.
    let percent = redis.usedMemory / max(1, redis.maximumMemory / 100)
    guard percent >= limits.memoryPercent else { return nil }
    return found(
      .memory, "\(redis.usedMemory) B of \(redis.maximumMemory) B are in use (\(percent) %)",
      "below \(limits.memoryPercent) %", "give it memory, or look at what grows: coordinator status")
  }

  private var link: SoakFinding? {
    guard let redis = sample.redis else { return nil }
    let next = "coordinator status: it says whether a rollback is still lossless"
    switch watch.window.part {
    case .follower:
      if let reason = redis.linkLost {
        return found(.link, "the old Redis cannot go on following: \(reason)", "a reverse link without a gap", next)
      }
      guard let since = summary.downSince, elapsed(since) >= limits.linkDownSeconds else { return nil }
      return found(
        .link, "the reverse link is down for \(elapsed(since)) s",
        "a link that is up again within "
          + "\(limits.linkDownSeconds) s", next)
    case .holder:
      guard let lag = redis.lagBytes, lag >= limits.lagBytes else { return nil }
      return found(.link, "the reverse link is \(lag) B behind", "below \(limits.lagBytes) B", next)
    case .workers: return nil
    }
  }

  private var failures: SoakFinding? {
    guard watch.window.part == .holder, summary.failed > limits.failedJobs else { return nil }
    let percent = summary.failed * 100 / max(1, summary.failed + summary.completed)
    guard percent > limits.failedPercent else { return nil }
    return found(
      .failures, "\(summary.failed) jobs failed since the soak began, \(percent) % of the finished ones",
      "at most \(limits.failedJobs) jobs, or \(limits.failedPercent) %",
      "look at the workers: docker compose logs; then coordinator rollback, while it is lossless")
  }

  private var stalled: SoakFinding? {
    guard watch.window.part == .holder, let jobs = sample.redis?.jobs, jobs.waiting > 0,
      let since = summary.unchangedSince, elapsed(since) >= limits.stalledSeconds
    else { return nil }
    return found(
      .stalled, "\(jobs.waiting) jobs wait, and no count of any queue has changed for \(elapsed(since)) s",
      "work within \(limits.stalledSeconds) s", "look at the workers: docker compose logs")
  }

  private var restarts: SoakFinding? {
    let next = "docker logs of its container; coordinator check workers"
    if summary.restarts > limits.restarts {
      return found(
        .restarts, "workers were restarted \(summary.restarts) times since the soak began",
        "at most \(limits.restarts) restarts", next)
    }
    guard watch.window.part == .holder, let before = before?.runID, let now = sample.redis?.runID, now != before
    else { return nil }
    return found(.restarts, "the Redis that holds the pen was restarted", "one life in the window", next)
  }

  private func elapsed(_ since: UInt64) -> UInt64 { sample.at > since ? sample.at - since : 0 }

  private func found(_ check: SoakCheckID, _ observed: String, _ required: String, _ next: String) -> SoakFinding {
    SoakFinding(
      check: check, at: sample.at, finding: Finding(observed: observed, required: required, next: next))
  }
}
