import Cutover
import NIOCore
import Protocol

/// Steps that stop, move and start workers, and their undo.
extension StepPerformer {
  func stage(_ host: HostID) async throws(ProtocolError) -> StepResult {
    let content: EnvironmentContent =
      switch plan.direction {
      case .cutover: .value(subject.targetURL)
      case .rollback: .previous
      }
    var words: [String] = []
    for workers in subject.workers(on: host) {
      let reply = try await ask(
        host, StageEnvironment(workers: workers, content: content, leader: plan.leader, follower: plan.follower),
        deadline: .minutes(1))
      words.append(
        "\(reply.variable.file):\(reply.variable.line) \(reply.variable.redactedValue) → \(reply.redactedAfter)")
    }
    return StepResult(observed: words.joined(separator: "; "), required: "proven by docker compose config")
  }

  func discard(_ host: HostID) async throws(ProtocolError) -> StepResult {
    for workers in subject.workers(on: host) { _ = try await ask(host, DiscardEnvironment(workers: workers)) }
    return StepResult(observed: "staged env file removed")
  }

  func drain(_ host: HostID, _ step: Step) async throws(ProtocolError) -> StepResult {
    let grace = Int(subject.fleet.policy.drain / .seconds(1))
    let report = progress
    var stopped: [StoppedWorker] = []
    noteWorkersTold()
    for workers in subject.workers(on: host) {
      let reply = try await ask(
        host, Drain(workers: workers, graceSeconds: grace), deadline: .seconds(Int64(grace) + 60)
      ) { now in report(step, .workers(remaining: now.remaining)) }
      stopped += reply.stopped
    }
    let killed = stopped.filter(\.killed).map(\.service)
    let slowest = stopped.max { $0.milliseconds < $1.milliseconds }
    var words = "\(stopped.count) workers stopped"
    if let slowest { words += ", the slowest (\(slowest.service)) in \(slowest.milliseconds) ms" }
    if !killed.isEmpty { words += "; killed, so their jobs will run again: \(killed.joined(separator: ", "))" }
    return StepResult(observed: words, required: "every worker stopped within \(grace) s")
  }

  func startAgain(_ host: HostID) async throws(ProtocolError) -> StepResult {
    var count = 0
    for workers in subject.workers(on: host) {
      count += try await ask(host, ResumeWorkers(workers: workers), deadline: .minutes(3)).workers.count(
        where: \.running)
    }
    return StepResult(observed: "\(count) workers run again where they were")
  }

  func flip(_ host: HostID) async throws(ProtocolError) -> StepResult {
    var words: [String] = []
    for workers in subject.workers(on: host) {
      let reply = try await ask(host, Flip(workers: workers), deadline: .minutes(1))
      words.append("\(reply.file) is in place; the one before is \(reply.kept)")
    }
    return StepResult(observed: words.joined(separator: "; "))
  }

  func start(_ host: HostID) async throws(ProtocolError) -> StepResult {
    var count = 0
    let address = plan.direction == .cutover ? subject.targetAddress : nil
    for workers in subject.workers(on: host) {
      let redis: String
      if let address {
        redis = address
      } else {
        // After a rollback's flip, what the file says is what the workers must have.
        redis = try await ask(host, ResolveVariable(workers: workers), deadline: .minutes(1)).redis ?? ""
      }
      count += try await ask(host, StartWorkers(workers: workers, redis: redis), deadline: .minutes(5)).workers.count
    }
    noteWorkersStarted()
    return StepResult(observed: "\(count) workers run on the new side", required: "each with the new URL in its env")
  }
}
