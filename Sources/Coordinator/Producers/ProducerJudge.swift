import Protocol

/// Says what the numbers mean for one producer. Pure.
///
/// The evidence is BullMQ's own count of jobs, on the Redis that holds the pen: it grows by one with each add, and it
/// came over with the copy, so that only its growth since the cut proves anything. A name of a key, as a SCAN finds it,
/// may be an old job's. That it grew proves that an add to this queue arrived, not by whom it was made.
struct ProducerJudge: Hashable, Sendable {
  /// How long an HTTP probe's job may take to appear, and how long a run waits for anything.
  static let patience = Duration.seconds(30)

  /// Whom it judges.
  let producer: FleetProducer

  /// After the request of an `http` producer.
  func sent(_ answer: ProbeAnswer, before: UInt64, now: UInt64) -> ProducerResult {
    let request = "\(request ?? "the request") \(answer.words)"
    guard answer.isSuccess else {
      return result(
        .failed, before, now, "\(request), required: 2xx; \(grown(before, now))",
        next: "look at the producer's own log; then: coordinator verify --send")
    }
    guard now > before else {
      return result(
        .failed, before, now, "\(request), and \(grown(before, now)) within \(Self.text(Self.patience))",
        next: "look which Redis the producer has (coordinator status); then: coordinator verify --send")
    }
    return result(.proven, before, now, "\(request), \(grown(before, now))")
  }

  /// In a run, where nothing is sent: what has arrived since the cut.
  func watched(before: UInt64, now: UInt64) -> ProducerResult {
    guard now <= before else { return result(.proven, before, now, "\(grown(before, now)) since the cut") }
    switch producer.probe {
    case .observe(let within):
      return result(
        .pending, before, now, "not seen yet, within \(Self.text(within))", next: "coordinator verify")
    case .manual(let text):
      return result(.pending, before, now, "by hand: \(text)", next: "do that; then: coordinator verify")
    case .http:
      return result(
        .notProbed, before, now, "an earlier coordinator of this run may have sent it already",
        next: "coordinator verify --send, which enqueues real work")
    }
  }

  /// Later: what has arrived since the cut.
  /// - Parameters:
  ///   - before: the count at the cut; none where no record of it is left.
  ///   - now: the count.
  ///   - age: how long ago the cut was.
  func later(before: UInt64?, now: UInt64, age: Duration?) -> ProducerResult {
    guard let before else {
      return result(
        .pending, nil, now, "\(now) jobs in all; how many there were at the cut is on no record",
        next: isHTTP ? sending : "coordinator verify --wait 60, and let it add a job meanwhile")
    }
    guard now <= before else { return result(.proven, before, now, "\(grown(before, now)) since the cut") }
    switch producer.probe {
    case .http: return result(.pending, before, now, "no job added since the cut", next: sending)
    case .manual(let text):
      return result(.pending, before, now, "no job added since the cut; by hand: \(text)", next: "do that; then again")
    case .observe(let within):
      guard let age, age > within else {
        return result(
          .pending, before, now, "not seen yet, within \(Self.text(within))", next: "coordinator verify, later")
      }
      return result(
        .failed, before, now, "no job added for \(Self.text(age)) since the cut, required: within \(Self.text(within))",
        next: "look which Redis it has: coordinator status names who still talks to the old one")
    }
  }

  /// It was not looked at.
  func notProbed(_ why: String) -> ProducerResult {
    result(.notProbed, nil, nil, "not probed: \(why)", next: "coordinator verify, once it has the new Redis")
  }

  /// What is about to be sent, said before it is: `POST http://…`; nil for what sends nothing.
  var request: String? {
    guard case .http(let method, let url, let from) = producer.probe else { return nil }
    return "\(method) \(HTTPTarget(url)?.shown ?? "its URL")\(from.map { " from \($0)" } ?? "")"
  }

  /// Said before a request goes out.
  var warning: String? { request.map { "sending \($0): it enqueues real work in queue \(producer.queue)" } }

  private var isHTTP: Bool { request != nil }

  private var sending: String { "coordinator verify --send, which sends \(request ?? "it") and enqueues real work" }

  private func grown(_ before: UInt64, _ now: UInt64) -> String {
    guard now > before else { return "no job added (\(now) in all)" }
    return now - before == 1 ? "1 job added" : "\(now - before) jobs added"
  }

  private func result(
    _ state: ProducerState, _ before: UInt64?, _ now: UInt64?, _ observed: String, next: String? = nil
  ) -> ProducerResult {
    let kind =
      switch producer.probe {
      case .http: "http"
      case .observe: "observe"
      case .manual: "manual"
      }
    return ProducerResult(
      name: producer.name, queue: producer.queue, kind: kind, state: state, before: before, now: now,
      observed: observed, next: next)
  }

  private static func text(_ duration: Duration) -> String { DurationText.text(duration) }
}
