import Cutover
import Protocol

/// How much the new Redis takes, and who reaches it.
extension TargetChecks {
  /// Its limit: `noeviction` refuses writes at it, so it must be well above what the old one holds (redis-bullmq.md, P0).
  func room(_ leader: RedisFacts, _ found: RedisFacts) -> CheckResult {
    let used = leader.usedMemory ?? 0
    let needed = used / 10 * 13
    let wanted = Int(clamping: target.maxmemory.bytes)
    // A replica still has what provision gave it; one that does not run will get it.
    let actual = found.runID == nil ? wanted : found.maximumMemory ?? wanted
    let isEnough = actual == 0 || actual >= needed
    return CheckResult(
      .room, subject, holds: isEnough,
      observed: "maxmemory \(actual == 0 ? "without a limit" : ByteCount.text(UInt64(actual))) for "
        + ByteCount.text(UInt64(max(0, used))),
      required: "\(ByteCount.text(UInt64(max(0, needed)))): what \(leader.container) holds, and a third more",
      remedy:
        "raise redis.target.maxmemory in the fleet file; where it runs already, CONFIG SET maxmemory on it as well")
  }

  /// The limit of a container that runs already, against what Redis may use in it and a fork of that.
  func containerMemory(_ found: RedisFacts) -> CheckResult? {
    guard found.runID != nil, let limit = found.depth?.memoryLimit else { return nil }
    let needed = Int(clamping: target.maxmemory.bytes) / 2 * 3
    return CheckResult(
      .containerMemory, subject, holds: limit == 0 || limit >= needed,
      observed: limit == 0 ? "no limit of its own" : "limited to \(ByteCount.text(UInt64(limit)))",
      required: "\(ByteCount.text(UInt64(needed))): its maxmemory, and half of it again for a fork",
      remedy: "on \(target.host): docker update --memory \(needed) \(target.container)")
  }

  /// Every host reaches it with its password.
  func login(_ answers: [HostID: CheckFacts.Answer<ProbeRedis.Reply>]) -> [CheckResult] {
    let required = "\(target.publish) answers with its password"
    guard !answers.isEmpty else {
      return [
        CheckResult(
          .login, subject, .skipped, observed: absence, required: required)
      ]
    }
    return answers.sorted { $0.key < $1.key }.map { host, answer in
      let subject = "from \(host)"
      switch answer {
      case .success(let reply):
        return CheckResult(
          .login, subject, .pass, observed: "PONG in \(DurationText.text(.microseconds(reply.microseconds)))",
          required: required)
      case .failure(let error):
        return CheckResult(.login, subject, .fail, observed: error.message, required: required, remedy: error.next)
      }
    }
  }
}
