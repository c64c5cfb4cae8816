import Cutover
import Foundation
import NIOCore
import Protocol

/// Asks the agents, and this laptop's journals, what decides whether the old Redis may go. It changes nothing.
struct FinalizeReader: Sendable {
  let session: RunSession

  /// Reads everything, all hosts at once.
  func read() async -> FinalizeFacts {
    var facts = FinalizeFacts(now: Int(Date().timeIntervalSince1970 * 1000))
    let subject = session.subject
    await withTaskGroup(of: (HostID, FinalizeFacts.Answer<PenFacts>, RunCopy?).self) { group in
      for host in subject.hosts {
        group.addTask { (host, await ask(host, ReadPenFacts()), await OpenRun.copy(at: host, session.agents)) }
      }
      for await (host, pen, copy) in group {
        facts.pens[host] = pen
        if let copy { note(copy.entries, &facts.runs) }
      }
    }
    for run in session.archive.runs {
      // One that cannot be read is told by `history`; the agents' copies have the newest.
      if let entries = try? session.archive.entries(of: run) { note(entries, &facts.runs) }
    }
    let (source, target) = (subject.redis.reference(to: .source), subject.redis.reference(to: .target))
    async let old = ask(subject.source, InspectRedis(redis: source))
    async let new = ask(subject.target, InspectRedis(redis: target))
    async let host = ask(subject.source, ReadHostFacts())
    async let clients = ask(subject.source, RedisClients(redis: source))
    // `docker compose config` takes its time.
    async let retirement = ask(subject.source, InspectRetirement(redis: source), seconds: 60)
    facts.old = await old
    facts.new = await new
    facts.host = await host
    facts.clients = await clients.map(\.clients)
    facts.retirement = await retirement
    return facts
  }

  /// Of one run the account that knows most counts: a copy may lag.
  private func note(_ entries: [RunEntry], _ runs: inout [FinalizeFacts.KnownRun]) {
    guard let last = entries.last, let machine = RunMachine(replaying: entries.map(\.record)) else { return }
    let run = FinalizeFacts.KnownRun(
      plan: machine.plan, phase: machine.phase, outcome: machine.outcome, milliseconds: last.milliseconds)
    guard let index = runs.firstIndex(where: { $0.plan.run == run.plan.run }) else { return runs.append(run) }
    let known = runs[index]
    let isNewer =
      (run.plan.epoch, run.outcome == nil ? 0 : 1, run.milliseconds)
      > (known.plan.epoch, known.outcome == nil ? 0 : 1, known.milliseconds)
    if isNewer { runs[index] = run }
  }

  private func ask<V: Verb>(
    _ host: HostID, _ verb: V, seconds: Int64 = 10
  ) async -> FinalizeFacts.Answer<V.Reply> {
    do throws(ProtocolError) {
      return .success(
        try await session.agents.connection(to: host).call(verb, deadline: .seconds(seconds)))
    } catch {
      return .failure(error)
    }
  }
}
