import Cutover
import Protocol

/// Judges where the new Redis is, or will be.
struct TargetChecks: Sendable {
  /// The new Redis, as the fleet file has it.
  let target: FleetRedis.Target
  /// What is wrong with its password, by ``problem(of:)``; the text itself does not come here.
  let passwordProblem: String?
  /// Why nothing can be said of reaching it: it does not run, or nobody knows whether it does.
  var absence = "it does not run yet; provision proves it"

  var host: HostID { HostID(rawValue: target.host) }
  var subject: String { "\(target.container) on \(target.host)" }

  /// What is there already, and whether it can read what the leader writes.
  func results(
    _ answer: CheckFacts.Answer<RedisFacts>?, leader: RedisFacts?, host facts: Protocol.HostFacts?
  ) -> [CheckResult] {
    var results = [password]
    if let facts { results += [publish(facts), reboot(facts)].compactMap(\.self) }
    switch answer {
    case nil: break
    case .failure(let error):
      results.append(
        CheckResult(.target, subject, .fail, observed: error.message, required: "an answer", remedy: error.next))
    case .success(let found):
      results.append(existing(found))
      if let memory = containerMemory(found) { results.append(memory) }
      if let leader { results += [versions(leader, found), room(leader, found)] }
    }
    return results
  }

  /// Nobody's data is overwritten: an existing one must be empty, or a replica.
  private func existing(_ facts: RedisFacts) -> CheckResult {
    let required = "absent, empty, or this fleet's own replica"
    guard facts.state != "absent" else {
      return CheckResult(.target, subject, .pass, observed: "absent: provision makes it", required: required)
    }
    let isEmpty = (facts.keys ?? 0) == 0 && facts.otherDatabases.isEmpty
    return CheckResult(
      .target, subject, holds: isEmpty || facts.role == "slave" || facts.runID == nil,
      observed: facts.runID == nil
        ? "its container is \(facts.state): provision starts it and looks"
        : "\(facts.keys ?? 0) keys, role \(facts.role ?? "unknown")",
      required: required, remedy: "choose another container and directory, or empty it by hand if nobody needs its data"
    )
  }

  private func versions(_ leader: RedisFacts, _ target: RedisFacts) -> CheckResult {
    let pair = ServerPair(source: leader, target: target)
    guard target.runID != nil else {
      return CheckResult(
        .versions, subject, .pass, observed: "made with the source's own version (\(leader.version ?? "?"))",
        required: "the source's RDB version or a higher one")
    }
    if let refusal = pair.refusal {
      return CheckResult(
        .versions, subject, .fail, observed: refusal.observed, required: refusal.required, remedy: refusal.next)
    }
    return CheckResult(
      .versions, subject, .pass, observed: pair.wayBack, required: "the source's RDB version or a higher one")
  }

  /// A container whose address is not there yet at boot fails once and is not tried again (contracts.md, section 2).
  private func publish(_ facts: Protocol.HostFacts) -> CheckResult {
    let address = "\(target.publish.address)"
    let isOwn = facts.addressIsOwn == true
    return CheckResult(
      .publish, subject, holds: isOwn,
      observed: isOwn ? "\(address) can be bound on \(target.host)" : "\(address) cannot be bound on \(target.host)",
      required: "\(address) on \(target.host)",
      remedy: "on \(target.host): tailscale status; or mend redis.target.publish")
  }

  /// Whether its image is there; nothing where its host does not say.
  func image(_ name: String, _ answer: CheckFacts.Answer<Protocol.HostFacts>) -> [CheckResult] {
    guard let isPresent = (try? answer.get())?.imagePresent else { return [] }
    return [
      CheckResult(
        .image, subject, holds: isPresent, otherwise: .warn,
        observed: isPresent ? "\(name) is there" : "\(name) is not on \(target.host) yet",
        required: "there already: provision pulls it otherwise, which takes its time and a registry",
        remedy: "on \(target.host): docker pull \(name)")
    ]
  }

  private var password: CheckResult {
    CheckResult(
      .password, subject, holds: passwordProblem == nil, observed: passwordProblem ?? "a password of its own",
      required: "one of its own, of at least 16 bytes",
      remedy: "put one into what `redis.target.password` names: openssl rand -hex 32; or { generate: true }")
  }

  /// What is wrong with a password, in words that do not show it; nil for a real one.
  static func problem(of password: Secret) -> String? {
    password.withRevealed { text in
      let upper = text.uppercased()
      let placeholders = ["PASSWORD_HERE", "CHANGEME", "CHANGE_ME", "YOUR_PASSWORD", "REPLACE_ME"]
      if text.isEmpty { return "an empty one" }
      if placeholders.contains(where: { upper.contains($0) }) { return "the placeholder of a template" }
      return text.utf8.count < 16 ? "one of less than 16 bytes" : nil
    }
  }

  /// Whether the new one, where it runs, is reached from inside a container.
  func reach(_ answer: CheckFacts.Answer<ProbeRedis.Reply>?, from container: String) -> CheckResult {
    let required = "\(target.publish) reached from inside \(container)"
    switch answer {
    case nil:
      return CheckResult(
        .reach, subject, .skipped, observed: absence, required: required)
    case .success(let reply):
      return CheckResult(
        .reach, subject, .pass, observed: "reached in \(reply.microseconds / 1000) ms", required: required)
    case .failure(let error):
      return CheckResult(.reach, subject, .fail, observed: error.message, required: required, remedy: error.next)
    }
  }
}
