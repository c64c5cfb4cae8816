import Cutover
import NIOCore
import Protocol

/// Steps from preflight to a whole copy, and their undo.
extension StepPerformer {

  func provision(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let target = subject.redis.target
    // A life that was resumed here has not done the preflight itself.
    if leaderFacts == nil {
      leaderFacts = try await ask(plan.leader, InspectRedis(redis: try reference(plan.leader), asksFormat: true))
    }
    guard let source = leaderFacts, let version = source.version else {
      throw ProtocolError(.precondition, "the source's version is not known", next: "run `coordinator status`")
    }
    let order = Provision(
      container: target.container, image: target.image ?? ServerPair.image(for: version), directory: target.directory,
      address: "\(target.publish.address)", port: Int(target.publish.port),
      maximumMemory: Int(target.maxmemory.bytes), password: subject.targetPassword)
    let reply = try await ask(host, order, deadline: .minutes(5))
    // A new target is known only now that it runs; nothing but itself was changed, and the run takes it away again.
    let pair = ServerPair(source: source, target: reply.redis)
    if let refusal = pair.refusal { throw ProtocolError(.precondition, refusal.observed, next: refusal.next) }
    var reached: [String] = []
    for participant in plan.participants {
      let answer = try await probe(order, from: participant)
      reached.append("\(participant) in \(Double(answer.microseconds / 10) / 100) ms")
    }
    // Clients live in containers: the source's own is in the workers' network, and has the tool to ask with.
    let inside = subject.redis.source.container
    _ = try await ask(
      subject.source, ProbeRedis(address: order.address, port: order.port, container: inside), deadline: .seconds(30))
    reached.append("\(inside) from inside")
    return StepResult(
      observed:
        "\(reply.created ? "made" : "found") \(target.container) \(reply.redis.version ?? "?"), reached from "
        + "\(reached.joined(separator: ", ")); \(pair.wayBack)",
      required: "\(version) or newer, reached from every participant", detail: .provisioned(created: reply.created))
  }

  /// Whether a host's workers will reach the target; the failure names the host, since the address is the same for all.
  private func probe(_ target: Provision, from host: HostID) async throws(ProtocolError) -> ProbeRedis.Reply {
    do {
      return try await ask(
        host, ProbeRedis(address: target.address, port: target.port, password: subject.targetPassword))
    } catch {
      throw ProtocolError(
        error.code, "from \(host), \(target.container) at \(target.address):\(target.port): \(error.message)",
        next: error.next.isEmpty ? "check on \(host): tailscale ping \(target.address)" : error.next,
        cause: error.cause)
    }
  }

  func removeProvisioned(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let target = subject.redis.target
    let reply = try await ask(
      host, RemoveProvisioned(container: target.container, directory: target.directory), deadline: .minutes(1))
    return StepResult(
      observed: reply.removed ? "removed \(target.container)" : "left \(target.container), which this run did not make")
  }

  func prepareLeader(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let changes = try await ask(host, PrepareLeader(redis: try reference(host), holdSeconds: holdSeconds)).changes
    let words = changes.map { "\($0.name) \($0.before.isEmpty ? "''" : $0.before) → \($0.after)" }
    return StepResult(observed: words.isEmpty ? "nothing to change" : words.joined(separator: "; "))
  }

  func restoreLeader(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let reply = try await ask(host, RestoreLeader(redis: try reference(host)))
    var observed = "\(reply.changes.count) settings and the restart policy put back"
    if !reply.left.isEmpty {
      let names = reply.left.map { "\($0.name) \($0.after)" }.joined(separator: ", ")
      observed += "; kept \(names): the value before would evict jobs, more memory is in use than it allows"
    }
    return StepResult(observed: observed)
  }

  /// How long the agents keep a copy that nobody watches.
  private var holdSeconds: Int { Int(subject.fleet.policy.hold / .seconds(1)) }

  func attach(_ follower: HostID, _ leader: HostID) async throws(ProtocolError) -> StepResult {
    let order = Attach(
      follower: try reference(follower), leaderHost: leader, leader: try reference(leader), fullCopy: true,
      holdSeconds: holdSeconds)
    let reply = try await ask(follower, order)
    return StepResult(observed: "\(order.follower.container) follows \(order.leader.container) by \(reply.relay)")
  }

  func awaitSync(_ host: HostID, _ step: Step) async throws(ProtocolError) -> StepResult {
    let leader = try await ask(plan.leader, InspectRedis(redis: try reference(plan.leader)))
    let report = progress
    let order = AwaitSync(follower: try reference(host), expectedBytes: leader.usedMemory)
    let reply = try await ask(host, order, deadline: .hours(12)) { now in
      report(step, .copy(stage: now.stage, bytes: now.bytes, expected: now.expectedBytes))
    }
    // Over a link that has lasted since the move nothing is copied now: its bytes and this wait make no speed.
    if plan.direction == .cutover {
      measure {
        $0.copyBytes = reply.bytes
        $0.copyMilliseconds = reply.milliseconds
      }
    }
    let copied = plan.direction == .cutover ? "\(ByteCount.text(UInt64(reply.bytes))) copied, " : ""
    let behind = max(0, (leader.offset ?? 0) - Int(reply.position.offset))
    return StepResult(
      observed: "\(copied)\(behind) B behind, append-only file written",
      required: "link up, nothing loading, append-only file written")
  }

  /// The failure is told before anything was stopped. The step ends when the follower's snapshot has: the gate's vote finds
  /// it quiet.
  func backUp(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let order = BackUp(redis: try reference(host), prefix: subject.redis.prefix, label: "before-gate")
    let facts = try await ask(host, order, deadline: .hours(3))
    let counts = facts.content.after.filter { $0.pending > 0 }.map { "\($0.name) \($0.pending)" }
    let queues = counts.isEmpty ? "" : " (\(counts.joined(separator: ", ")))"
    return StepResult(
      observed: "\(facts.words)\(queues); it stays on \(host)", required: "a copy in a file, before anything is stopped"
    )
  }

  func detach(_ host: HostID) async throws(ProtocolError) -> StepResult {
    // It may be loading what was copied, and is detached once that is done.
    _ = try await ask(host, Detach(follower: try reference(host)), deadline: .minutes(10))
    return StepResult(observed: "\(try reference(host).container) follows nobody, read-only")
  }

  func verifyReverseLink(_ follower: HostID, _ leader: HostID) async throws(ProtocolError) -> StepResult {
    let following = try await ask(follower, InspectRedis(redis: try reference(follower)))
    let leading = try await ask(leader, InspectRedis(redis: try reference(leader)))
    guard following.linkUp == true, following.replicationID == leading.replicationID,
      let offset = following.offset, let ahead = leading.offset
    else {
      if let lost = following.lostLink {
        throw ProtocolError(
          .precondition, "rollback is not lossless since \(UTCText.text(lost.since)): \(lost.reason)",
          next: "what was written to \(leading.container) since then is there only; look at `coordinator status`")
      }
      throw ProtocolError(
        .precondition,
        "\(following.container) does not follow \(leading.container) (link \(following.linkUp == true ? "up" : "down"), \(following.problem ?? following.state))",
        next: "a rollback now would not be lossless; look at `coordinator status` and the agents' journals")
    }
    return StepResult(
      observed: "link up, \(max(0, ahead - offset)) B behind", required: "link up, the same replication history")
  }
}
