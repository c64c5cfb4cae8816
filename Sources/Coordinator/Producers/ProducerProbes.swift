import Protocol

/// Probes the producers of a fleet file and says for each what is known. It remembers what it has sent: looked at again
/// after a broken connection, it sends nothing twice.
actor ProducerProbes {
  private struct Sent {
    let before: UInt64
    var answer: ProbeAnswer
  }

  /// How long a job may take to appear.
  nonisolated let patience: Duration
  private let producers: [FleetProducer]
  private let interval: Duration
  private let count: @Sendable ([String]) async throws(ProtocolError) -> [String: UInt64]
  private let send: @Sendable (FleetProducer) async -> ProbeAnswer
  private var sent: [Int: Sent] = [:]
  private var results: [Int: ProducerResult] = [:]

  /// - Parameters:
  ///   - producers: in the order of the file.
  ///   - patience: how long a job may take to appear.
  ///   - interval: how often is looked.
  ///   - count: how many jobs queues were ever given, on the Redis that holds the pen.
  ///   - send: sends an `http` producer's request, once.
  init(
    _ producers: [FleetProducer], patience: Duration = ProducerJudge.patience, interval: Duration = .milliseconds(200),
    count: @escaping @Sendable ([String]) async throws(ProtocolError) -> [String: UInt64],
    send: @escaping @Sendable (FleetProducer) async -> ProbeAnswer
  ) {
    self.producers = producers
    self.patience = patience
    self.interval = interval
    self.count = count
    self.send = send
  }

  /// In a run: sends what may be sent, waits for what comes by itself, and for no operator.
  /// - Parameters:
  ///   - sends: whether requests of `http` producers go out.
  ///   - mustAnswer: whether a producer that gives no answer has failed; else it was not probed.
  ///   - baseline: counts at the cut, by queue; none: from now on.
  ///   - say: told before something is sent or waited for.
  /// - Returns: one result a producer, in the order of the file.
  func prove(
    sends: Bool, mustAnswer: Bool, since baseline: [String: UInt64]?, say: @Sendable (String) -> Void
  ) async throws(ProtocolError) -> [ProducerResult] {
    let first: [String: UInt64]
    if let baseline { first = baseline } else { first = try await count(queues) }
    for (place, producer) in producers.enumerated() where results[place] == nil {
      if sends, let result = try await sendOnce(place, producer, mustAnswer: mustAnswer, say) {
        results[place] = result
      }
    }
    let awaited = producers.filter(\.comesByItself)
    var now = try await count(queues)
    let limit = ContinuousClock.now + patience
    func isMissing(_ producer: FleetProducer) -> Bool { (now[producer.queue] ?? 0) <= (first[producer.queue] ?? 0) }
    if let producer = awaited.first(where: isMissing) {
      say("\(producer.name): a job in queue \(producer.queue), for at most \(DurationText.text(patience))")
    }
    while awaited.contains(where: isMissing), .now < limit {
      try await pause()
      now = try await count(queues)
    }
    return producers.enumerated().map { place, producer in
      results[place]
        ?? ProducerJudge(producer: producer).watched(before: first[producer.queue] ?? 0, now: now[producer.queue] ?? 0)
    }
  }

  /// Later: what has arrived since the cut; requests go out only where an operator says so.
  /// - Parameters:
  ///   - sends: whether requests of `http` producers go out.
  ///   - baseline: counts at the cut, by queue; none where no record is left.
  ///   - age: how long ago the cut was.
  ///   - wait: how long to wait for what is not there yet.
  ///   - say: told before something is sent.
  func look(
    sends: Bool, since baseline: [String: UInt64]?, age: Duration?, wait: Duration, say: @Sendable (String) -> Void
  ) async throws(ProtocolError) -> [ProducerResult] {
    let began = ContinuousClock.now
    // Without a record of the cut, what arrives while we wait is proof as well.
    let start = try await count(queues)
    let watchedFrom = wait > .zero ? start : nil
    for (place, producer) in producers.enumerated() where sends {
      results[place] = try await sendOnce(place, producer, mustAnswer: true, say)
    }
    while true {
      let now = try await count(queues)
      let found = producers.enumerated().map { place, producer in
        results[place]
          ?? ProducerJudge(producer: producer).later(
            before: baseline?[producer.queue] ?? watchedFrom?[producer.queue], now: now[producer.queue] ?? 0,
            age: age.map { $0 + (.now - began) })
      }
      guard found.contains(where: { $0.state == .pending }), .now - began < wait else { return found }
      try await pause()
    }
  }

  private var queues: [String] { Set(producers.map(\.queue)).sorted() }

  private func sendOnce(
    _ place: Int, _ producer: FleetProducer, mustAnswer: Bool, _ say: @Sendable (String) -> Void
  ) async throws(ProtocolError) -> ProducerResult? {
    let judge = ProducerJudge(producer: producer)
    guard let warning = judge.warning else { return nil }
    if sent[place] == nil {
      let before = try await count([producer.queue])[producer.queue] ?? 0
      say(warning)
      // Noted before it goes out: whatever happens from here on, it is not sent again.
      sent[place] = Sent(before: before, answer: .silent("was sent, and its answer was not heard"))
      sent[place]?.answer = try await answer(
        of: producer, before: before, patience: mustAnswer ? patience : .zero)
    }
    guard let sent = sent[place] else { return nil }
    if !mustAnswer, case .unsent(let why) = sent.answer { return judge.notProbed("\(judge.request ?? ""): \(why)") }
    let limit = ContinuousClock.now + patience
    while true {
      let now = try await count([producer.queue])[producer.queue] ?? 0
      if now > sent.before || !sent.answer.isSuccess || .now >= limit {
        return judge.sent(sent.answer, before: sent.before, now: now)
      }
      try await pause()
    }
  }

  /// An App that was made anew may not listen yet: what could not even be sent is tried again. One that stayed has just
  /// lost its connections to the Redis that moved, and says so by a 503 (RFC 9110, 15.6.4: for now): where it has added
  /// nothing it is asked again, but not for long.
  private func answer(
    of producer: FleetProducer, before: UInt64, patience: Duration
  ) async throws(ProtocolError) -> ProbeAnswer {
    let began = ContinuousClock.now
    while true {
      let answer = await send(producer)
      switch answer {
      case .unsent: guard .now - began < patience else { return answer }
      case .status(503):
        let now = try await count([producer.queue])[producer.queue] ?? 0
        guard now <= before, .now - began < min(patience, Self.recovery) else { return answer }
      case .status, .silent: return answer
      }
      try await pause()
    }
  }

  /// How long a producer may take to find a Redis again that has just moved.
  private static let recovery = Duration.seconds(5)

  private func pause() async throws(ProtocolError) {
    do {
      try await Task.sleep(for: interval)
    } catch {
      throw ProtocolError(.cancelled, "the wait for producers was cancelled")
    }
  }
}

extension FleetProducer {
  /// Whether its jobs come without anybody's doing.
  fileprivate var comesByItself: Bool {
    switch probe {
    case .observe: true
    case .http, .manual: false
    }
  }
}
