import Cutover
import Protocol

/// Looks at the App before a run moves it: whether it can be told of the new Redis, and told again of the old one.
struct AppChecks: Sendable {
  let app: AppAccess
  let direction: Direction
  /// Where the new Redis is reached, as `host:port`.
  let target: String
  let reader: AppContainersReader

  /// All of them, those that rest on a failed one left out; and the names of the App's containers.
  func results() async -> AppFindings {
    switch app {
    case .coolify(.failure(let error)): AppFindings(results: [Self.unusable(error)])
    case .coolify(.success(let access)): await results(of: access)
    case .container(let host, let name): AppFindings(results: [await container(name, on: host)], containers: [name])
    case .manual: AppFindings(results: [])
    }
  }

  /// What keeps Coolify from being used at all.
  static func unusable(_ error: OperatorError) -> CheckResult {
    let id: CheckID = error.code == "coolify_address" ? .plainHTTP : .coolify
    let without = "leave the App out with --workers-only"
    let next = error.next.map { $0.contains(without) ? $0 : "\($0); or \(without)" } ?? without
    return CheckResult(
      id, "Coolify", .fail, observed: error.observed ?? error.message,
      required: error.required ?? "a Coolify that answers",
      remedy: next)
  }

  private func results(of access: CoolifyAccess) async -> AppFindings {
    let first = CheckResult(
      .plainHTTP, "Coolify", .pass, observed: access.address.base, required: "https, the tailnet, or this machine")
    do throws(OperatorError) {
      var findings = try await access.with { (app) async throws(OperatorError) -> AppFindings in
        await results(of: app)
      }
      findings.results.insert(first, at: 0)
      return findings
    } catch {
      return AppFindings(results: [first, Self.unusable(error)])
    }
  }

  private func results(of app: CoolifyApp) async -> AppFindings {
    var results: [CheckResult] = []
    var containers: Set<String> = []
    let subject: String
    do throws(OperatorError) {
      let found = try await app.found()
      subject = found.name
      results.append(
        CheckResult(
          .coolify, subject, .pass, observed: "answers for this token; \(found.buildPack), \(found.status)",
          required: "a live token with the abilities read, read:sensitive, write and deploy"))
    } catch {
      return AppFindings(results: results + [Self.unusable(error)])
    }
    results.append(await abilities(of: app, subject))
    do throws(OperatorError) {
      let stored = try await app.stored()
      results.append(variable(stored, of: app, subject))
      results.append(deployments(try await app.inFlight(), subject))
      let found = await container(of: app, stored, subject)
      results.append(found.result)
      containers = found.names
    } catch {
      results.append(
        CheckResult(
          .appVariable, subject, .fail, observed: error.observed ?? error.message,
          required: error.required ?? "a value that can be read and put back", remedy: error.next ?? ""))
    }
    return AppFindings(results: results, containers: containers)
  }

  /// What reading does not prove: without `write` the run stops at its gate, without `deploy` after the cut.
  private func abilities(of app: CoolifyApp, _ subject: String) async -> CheckResult {
    do throws(OperatorError) {
      return Self.abilities(missing: try await app.missingAbilities(), subject)
    } catch {
      return CheckResult(
        .abilities, subject, .warn, observed: "not known: \(error.observed ?? error.message)",
        required: Self.abilitiesWanted, remedy: error.next ?? "")
    }
  }

  private static let abilitiesWanted =
    "write and deploy, asked for an application that cannot exist; and a token that outlives the run"

  /// The result of the probe.
  static func abilities(missing: [String], _ subject: String) -> CheckResult {
    let expiry = "when the token expires its API does not tell: Coolify shows it under Keys & Tokens"
    return CheckResult(
      .abilities, subject, holds: missing.isEmpty,
      observed: missing.isEmpty
        ? "write and deploy are there; \(expiry)" : "the token lacks \(missing.joined(separator: ", ")); \(expiry)",
      required: abilitiesWanted,
      remedy: "make a token with read, read:sensitive, write and deploy in Coolify under Keys & Tokens, and name it in "
        + "app.coolify.token")
  }

  /// What is stored can be changed, and put back.
  private func variable(_ stored: CoolifyVariableChoice, of app: CoolifyApp, _ subject: String) -> CheckResult {
    let observed =
      switch stored {
      case .change(_, let value): "\(app.variable) leads to \(CoolifyApp.address(of: value))"
      case .create: "no \(app.variable)"
      }
    guard direction == .rollback else {
      let isThere = observed.hasSuffix(" \(target)")
      return CheckResult(
        .appVariable, subject, holds: !isThere, observed: observed,
        required: "a value from before the move, which a rollback puts back",
        remedy: "set \(app.variable) in Coolify to what the App had before; or leave the App out with --workers-only")
    }
    do throws(OperatorError) {
      if let record = try app.records.read(application: app.application, key: app.variable) {
        let before = record.old.map { CoolifyApp.address(of: $0) } ?? "nothing, so it is deleted"
        return CheckResult(
          .appVariable, subject, .pass, observed: "\(observed); before the move \(before)", required: "the value before"
        )
      }
      return CheckResult(
        .appVariable, subject, .fail, observed: "this laptop has no record of what \(app.variable) was",
        required: "\(app.records.path), which the cutover's laptop wrote",
        remedy: "copy that file from there, mode 600; or put it back by hand in Coolify, with rollback --workers-only")
    } catch {
      return CheckResult(
        .appVariable, subject, .fail, observed: error.observed ?? error.message,
        required: error.required ?? "the value before", remedy: error.next ?? "")
    }
  }

  private func deployments(_ found: [CoolifyDeployment], _ subject: String) -> CheckResult {
    CheckResult(
      .deployments, subject, holds: found.isEmpty,
      observed: found.isEmpty
        ? "none under way" : "under way: \(found.map { "\($0.uuid) (\($0.status.rawValue))" }.joined(separator: ", "))",
      required: "none: one that runs may have read the old value already",
      remedy: "wait for its end, or cancel it in Coolify")
  }

  /// What runs must have what is stored: else a rollback would not bring back what is there now.
  private func container(
    of app: CoolifyApp, _ stored: CoolifyVariableChoice, _ subject: String
  ) async -> (result: CheckResult, names: Set<String>) {
    let wanted: String? =
      switch stored {
      case .change(_, let value): CoolifyApp.address(of: value)
      case .create: nil
      }
    let label: AppSelector
    do throws(OperatorError) {
      label = try await app.selector()
    } catch {
      let result = CheckResult(
        .appContainer, subject, .fail, observed: error.observed ?? error.message,
        required: error.required ?? "its containers", remedy: error.next ?? "")
      return (result, [])
    }
    do throws(ProtocolError) {
      let found = try await reader.read(label)
      let result = CheckResult(
        .appContainer, subject, holds: AppContainersReader.isMoved(found, variable: app.variable, to: wanted),
        observed: AppContainersReader.words(found, variable: app.variable),
        required: "it runs on a host of the fleet, with \(wanted ?? "no \(app.variable)") as stored in Coolify",
        remedy: found.isEmpty
          ? "name its host in the fleet file and bootstrap it, so that the move can be proven"
          : "deploy it in Coolify, so that it runs with what is stored")
      return (result, Set(found.map(\.app.container)))
    } catch {
      let result = CheckResult(
        .appContainer, subject, .fail, observed: error.message, required: "an agent that looks", remedy: error.next)
      return (result, [])
    }
  }

  private func container(_ name: String, on host: HostID) async -> CheckResult {
    let subject = "\(name) on \(host)"
    do throws(ProtocolError) {
      let found = try await reader.read(.name(name)).filter { $0.host == host }
      let redis = found.flatMap { $0.app.redis.values }.sorted()
      return CheckResult(
        .appContainer, subject, holds: found.contains(where: \.app.running) && !redis.isEmpty,
        observed: found.isEmpty
          ? "no such container"
          : "\(found[0].app.state), with \(redis.isEmpty ? "no Redis URL" : redis.joined(separator: ", "))",
        required: "it runs, and has the URL of a Redis", remedy: "on \(host): docker ps -a --filter name=\(name)")
    } catch {
      return CheckResult(
        .appContainer, subject, .fail, observed: error.message, required: "an agent that looks", remedy: error.next)
    }
  }
}
