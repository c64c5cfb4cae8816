import Cutover
import NIOCore
import Protocol

/// The votes, the cut, and the proof that work goes on.
extension StepPerformer {
  func vote(_ purpose: VotePurpose, _ hosts: [HostID]) async throws(ProtocolError) -> StepResult {
    let nonce = UInt64.random(in: 1...UInt64.max)
    // Side by side: neither may make the workers rest longer.
    async let same = unchangedWorkers(purpose)
    try await findQueues()
    if case .failure(let error) = await same { throw error }
    let position = plan.lostHolder == nil ? try await leaderPosition() : nil
    let asked = ContinuousClock.now
    var questions: [HostID: CastVote] = [:]
    for host in hosts {
      questions[host] = CastVote(
        purpose: purpose, nonce: nonce, roles: plan.roles(of: host), redis: subject.reference(of: host),
        leaderPosition: position, prefix: subject.redis.prefix, queues: queues, workers: subject.workers(on: host))
    }
    let results = await withTaskGroup(of: Result<Ballot, ProtocolError>.self) { group in
      for (host, question) in questions {
        group.addTask {
          do throws(ProtocolError) {
            return .success(try await self.ask(host, question, deadline: .seconds(10)))
          } catch {
            return .failure(error)
          }
        }
      }
      var results: [Result<Ballot, ProtocolError>] = []
      for await result in group { results.append(result) }
      return results
    }
    // A host that does not answer casts no ballot, which counts as silence; that the lease has ended is no opinion.
    for case .failure(let error) in results where error.code == .epochStale { throw error }
    let answers = results.compactMap { try? $0.get() }
    // All evidence is as old as the question, by our own clock: no two clocks are compared.
    let age = UInt64((ContinuousClock.now - asked) / .milliseconds(1))
    let ballots = answers.map { ReceivedBallot(ballot: $0, ageMilliseconds: age) }
    let count = VoteCount(purpose: purpose, nonce: nonce, voters: hosts, ballots: ballots)
    lastCount = count
    return StepResult(observed: count.text, required: "yes from every participant", detail: .votes(count))
  }

  private func unchangedWorkers(_ purpose: VotePurpose) async -> Result<Void, ProtocolError> {
    do throws(ProtocolError) {
      return .success(try await requireSameWorkers(before: purpose))
    } catch {
      return .failure(error)
    }
  }

  private func leaderPosition() async throws(ProtocolError) -> ReplicationPosition? {
    let leader = try await ask(plan.leader, InspectRedis(redis: try reference(plan.leader)))
    guard let id = leader.replicationID, let offset = leader.offset else { return nil }
    return ReplicationPosition(replicationID: id, offset: UInt64(offset))
  }

  /// The Redis that is left takes the pen with what it has.
  func takePen(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let reply = try await ask(
      host, TakePen(redis: try reference(host), lost: plan.leader), deadline: .seconds(30))
    return StepResult(
      observed: "\(host) holds the pen since epoch \(plan.epoch), with its data at \(reply.position)",
      required: "the pen on record at \(host), its Redis writable")
  }

  func cut(_ attempt: Attempt, _ holder: HostID, _ step: Step) async throws(ProtocolError) -> StepResult {
    let holding = try evidence(of: holder)
    let receiving = try evidence(of: plan.follower)
    let cutPlan = CutPlan(
      attempt: attempt, holder: holder, receiver: plan.follower, holderIdentity: holding.identity,
      expected: ReceiverExpectation(
        identity: receiving.identity, replicationID: receiving.position.replicationID))
    let report = progress
    let order = PerformCut(
      plan: cutPlan, holder: try reference(holder), receiver: try reference(plan.follower),
      prefix: subject.redis.prefix, queues: queues,
      budgetMilliseconds: Int(subject.fleet.policy.writePause / .milliseconds(1)))
    let reply = try await ask(holder, order, deadline: .minutes(10)) { timing in
      report(step, .cut(step: timing.step, microseconds: timing.microseconds))
    }
    measure { measurements in
      measurements.pauseMicroseconds = reply.pauseMicroseconds
      for timing in reply.steps { measurements.cutSteps[timing.step, default: 0] += timing.microseconds }
    }
    let words = words(of: reply)
    if case .passed = reply.result { baseline = await readBaseline() }
    return StepResult(
      observed: words, required: "equal on both sides after the fence", detail: .cut(reply.result),
      baseline: baseline)
  }

  /// Searches the follower, which serves nobody: among millions of keys a search takes seconds, and none of them may
  /// make the votes old or lie between the last vote and the cut.
  private func findQueues() async throws(ProtocolError) {
    let depths = try await ask(
      plan.follower, QueueDepths(redis: try reference(plan.follower), prefix: subject.redis.prefix),
      deadline: .minutes(2))
    queues = depths.queues.map(\.name)
  }

  /// The holder's agent stops a cut that is under way where it still can; the cut's own end says what it came to.
  func abortCut(_ attempt: Attempt, _ holder: HostID) async throws(ProtocolError) -> StepResult {
    let answer = try await ask(holder, AbortCut(epoch: attempt.epoch))
    return StepResult(observed: "\(holder): \(answer.words)", required: "a cut that has not passed")
  }

  func askPen(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let answer = try await ask(host, WhoHolds(epoch: plan.epoch))
    return StepResult(observed: "\(host): \(answer)", detail: .pen(answer))
  }

  /// Jobs flow, and whoever adds them from outside reaches the new side.
  func verify(_ step: Step) async throws(ProtocolError) -> StepResult {
    var words = [try await awaitFlow()]
    words += try await proveProducers(step)
    if let behind = await leftBehind() { words.append(behind) }
    return StepResult(observed: words.joined(separator: "; "), required: "jobs done on the new side, and adds reach it")
  }

  /// Jobs flow when the new side's finished jobs grow. With nothing to do, the workers' connections must be there.
  private func awaitFlow() async throws(ProtocolError) -> String {
    let limit = ContinuousClock.now + .seconds(30)
    let (host, redis) = (plan.follower, try reference(plan.follower))
    if depthsAtCut == nil {
      // A life that was resumed after the cut: what is done from here on is what proves that jobs flow.
      try await findQueues()
      depthsAtCut = try await ask(
        host, QueueDepths(redis: redis, prefix: subject.redis.prefix, queues: queues), deadline: .seconds(30)
      ).queues
    }
    let before = depthsAtCut ?? []
    while true {
      let depths = try await ask(
        host, QueueDepths(redis: redis, prefix: subject.redis.prefix, queues: queues), deadline: .seconds(30)
      ).queues
      let finished = Self.finished(depths) - Self.finished(before)
      let pending = depths.reduce(0) { $0 + $1.pending }
      if finished > 0 || Self.active(depths) > 0 {
        return "\(finished) jobs done since the cut, \(pending) pending"
      }
      if pending == 0 {
        let clients = try await ask(host, RedisClients(redis: redis)).clients.reduce(0) { $0 + $1.connections }
        if clients > 0 {
          return "nothing to do; \(clients) clients connected"
        }
      }
      guard ContinuousClock.now < limit else {
        throw ProtocolError(
          .refused, "no job was done on \(redis.container) within 30 s, \(pending) are pending",
          next: "look at the workers: docker compose logs; then `coordinator rollback`, which is lossless")
      }
      do {
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        throw ProtocolError(.cancelled, "the wait for jobs was cancelled")
      }
    }
  }

  private func evidence(of host: HostID) throws(ProtocolError) -> RedisEvidence {
    guard let ballot = lastCount?.ballots.last(where: { $0.ballot.host == host }),
      let redis = ballot.ballot.evidence.redis
    else { throw ProtocolError(.internalError, "the last vote has no evidence of \(host)'s Redis") }
    return redis
  }

  private func words(of reply: PerformCut.Reply) -> String {
    switch reply.result {
    case .passed(let details):
      depthsAtCut = details.depths.isEmpty ? nil : details.depths
      let pause = reply.pauseMicroseconds.map { "write pause \(Double($0 / 10) / 100) ms" } ?? "write pause unknown"
      let jobs = details.depths.reduce(0) { $0 + $1.pending }
      var words = "\(pause), \(jobs) jobs in \(details.depths.count) queues equal on both sides"
      for warning in details.warnings { words += "; \(warning)" }
      return words
    case .undone(let finding, let warnings):
      return warnings.reduce("undone: \(finding)") { "\($0); \($1)" }
    case .undetermined(let host): return "open until \(host) is reached"
    }
  }

  private static func finished(_ depths: [QueueDepth]) -> Int {
    depths.reduce(0) { $0 + Int($1.completed) + Int($1.failed) }
  }

  private static func active(_ depths: [QueueDepth]) -> UInt64 { depths.reduce(0) { $0 + $1.active } }
}
