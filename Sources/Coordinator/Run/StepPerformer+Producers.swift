import Cutover
import NIOCore
import Protocol

/// The part of `verify` that is about whoever adds jobs from outside of the workers.
extension StepPerformer {
  /// Read right after the pen has moved, for `verify` now and later. It holds nothing up: what does not answer is left out.
  func readBaseline() async -> CutBaseline? {
    guard let new = try? reference(plan.follower), let old = try? reference(plan.leader) else { return nil }
    let (follower, leader) = (plan.follower, plan.leader)
    let question = QueueCounters(redis: new, prefix: subject.redis.prefix, queues: subject.producerQueues)
    async let counters = try? ask(follower, question, deadline: .seconds(2))
    async let refused = try? ask(leader, InspectRedis(redis: old), deadline: .seconds(2)).readOnlyErrors
    guard let counters = await counters else { return nil }
    return CutBaseline(counters: counters.counters, refusedWrites: await refused.map { UInt64(max(0, $0)) })
  }

  /// Every producer that can be probed, and where none was sent anything: that writes are taken at all.
  /// - Returns: the words of the phase.
  /// - Throws: ``ProtocolError`` with `refused` that names each producer that failed, its queue and what was seen.
  func proveProducers(_ step: Step) async throws(ProtocolError) -> [String] {
    let producers = subject.fleet.producers
    let scope = ProducerScope(subject.fleet.app, isMoved: plan.movesApp)
    let results: [ProducerResult]
    switch scope {
    case .leftBehind:
      results = producers.map {
        ProducerJudge(producer: $0).notProbed("this run leaves the App as it is")
      }
    case .moved, .unknown:
      let report = progress
      results =
        producers.isEmpty
        ? []
        : try await probes.prove(
          sends: !mayHaveSent, mustAnswer: scope == .moved, since: baseline?.added,
          say: { report(step, .waiting($0)) })
    }
    note(results)
    for result in results { progress(step, .producer(result)) }
    let failed = results.filter { $0.state == .failed }
    guard failed.isEmpty else {
      throw ProtocolError(
        .refused, failed.map { "producer \($0.words)" }.joined(separator: "; "),
        next: failed.compactMap(\.next).first ?? "coordinator verify")
    }
    var words = results.isEmpty ? [] : ["producers: \(Self.words(results))"]
    // A request that was answered by a job has proven it already.
    if !results.contains(where: { $0.kind == "http" && $0.state == .proven }) { words.append(try await canary()) }
    return words
  }

  /// Who still talks to the Redis without the pen, and how often it has refused a write; told, never a failure.
  func leftBehind() async -> String? {
    guard plan.lostHolder == nil, let redis = try? reference(plan.leader) else { return nil }
    let clients = (try? await stragglers()) ?? []
    let total = try? await ask(plan.leader, InspectRedis(redis: redis), deadline: .seconds(5)).readOnlyErrors
    let refused = total.map { RefusedWrites(total: UInt64(max(0, $0)), atCut: baseline?.refusedWrites) }
    guard !clients.isEmpty || (refused?.since == .cut && refused?.count != 0) else { return nil }
    let parts = clients.map(\.words) + [refused?.words].compactMap(\.self)
    return "at \(redis.container): \(parts.joined(separator: ", "))"
  }

  private func canary() async throws(ProtocolError) -> String {
    let reply = try await ask(
      plan.follower, WriteCanary(redis: try reference(plan.follower), prefix: subject.redis.prefix))
    return "a canary was written and read back in \(DurationText.text(.microseconds(reply.microseconds)))"
  }

  private static func words(_ results: [ProducerResult]) -> String {
    ProducerState.allCases.compactMap { state in
      let names = results.filter { $0.state == state }.map(\.name)
      guard !names.isEmpty else { return nil }
      let word =
        switch state {
        case .proven: "proven"
        case .pending: "not seen yet"
        case .notProbed: "not probed"
        case .failed: "failed"
        }
      return "\(names.joined(separator: ", ")) \(word)"
    }.joined(separator: "; ")
  }
}
