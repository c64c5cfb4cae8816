import Certificates
import Cutover
import Foundation
import Protocol

/// `bootstrap --adopt` and `bootstrap --revoke`: changes whom the agents trust, and nothing else.
struct FleetAdoption: Sendable {
  /// How one host ended.
  struct Host: Encodable, Sendable {
    let host: String
    /// Whether anything was changed there.
    let changed: Bool
    /// Why it failed.
    var error: OperatorError?
  }

  /// How all ended: the object that `--json` prints.
  struct Summary: Encodable, Sendable {
    let fleet: String
    /// The authority's name on the hosts.
    let authority: String
    /// `adopted` or `revoked`.
    let action: String
    let hosts: [Host]

    /// How many failed.
    var failed: Int { hosts.count { $0.error != nil } }

    /// One line a host and one for all.
    func lines(_ style: Style) -> [String] {
      let width = hosts.map { TextWidth.columns(of: $0.host) }.max() ?? 0
      let lines = hosts.map { host -> String in
        let name = host.host + TextWidth.blanks(width - TextWidth.columns(of: host.host))
        if let error = host.error { return "\(style.red(style.cross)) \(name)  failed: \(error.code)" }
        let words = action == "adopted" ? ("trusts", "trusts already") : ("revoked", "had no")
        return "\(style.green(style.check)) \(name)  \(host.changed ? words.0 : words.1) \(authority)"
      }
      let total =
        "\(hosts.count - failed) of \(hosts.count) hosts \(action == "adopted" ? "trust this laptop" : "done")"
      return lines + [failed == 0 ? style.green(total) : style.red("\(total), \(failed) failed")]
    }
  }

  let fleet: Fleet
  let targets: [BootstrapTarget]
  let laptop: LaptopIdentity
  /// Where this laptop keeps the fleet's certificates.
  let directory: String

  /// Makes an authority here if there is none, has every host trust it, learns whom the hosts' agents are known by, and
  /// asks each agent a question.
  func adopt() async throws -> Summary {
    let authority = try CertificateAuthority.loadOrCreate(fleet: fleet.name, directory: directory)
    let name = try FleetAuthorities.name(of: authority, laptop: laptop)
    // A password that the first laptop made is not in the fleet file, and a run needs it. The host's copy is the truth.
    let passwordHost = fleet.redis.flatMap { $0.target.password == .generate ? $0.target.host : nil }
    let outcomes = await onAll { target async throws(BootstrapError) in
      try await HostAdoption(target: target, name: name, authority: authority)
        .adopt(readsPassword: target.host == passwordHost)
    }
    if let password = outcomes.compactMap({ try? $0.1.get().password }).first {
      try TargetPassword.keep(password, in: directory)
    }
    let found = outcomes.compactMap { try? $0.1.get().authorityPEM }
    // One that could not be reached now keeps what was learnt of it before.
    try FleetAuthorities.keep(
      [FleetAuthorities.read(in: directory)] + found, own: authority.certificatePEM, in: directory)
    let connections = try FleetConnections(
      fleet: fleet, authority: authority, laptop: laptop, directory: directory)
    var hosts: [Host] = []
    for (host, outcome) in outcomes {
      do throws(BootstrapError) {
        let outcome = try outcome.get()
        try await Self.greet(host, connections)
        hosts.append(Host(host: host, changed: outcome.isNew))
      } catch {
        hosts.append(Host(host: host, changed: false, error: error.operatorError))
      }
    }
    await connections.close()
    return Summary(fleet: fleet.name, authority: name, action: "adopted", hosts: hosts)
  }

  /// Takes an adopted authority away from every host.
  func revoke(_ name: String) async throws -> Summary {
    let authority = try CertificateAuthority(new: fleet.name)
    let outcomes = await onAll { target async throws(BootstrapError) in
      try await HostAdoption(target: target, name: name, authority: authority).revoke()
    }
    var hosts: [Host] = []
    for (host, outcome) in outcomes {
      switch outcome {
      case .success(let (wasThere, _)): hosts.append(Host(host: host, changed: wasThere))
      case .failure(let error): hosts.append(Host(host: host, changed: false, error: error.operatorError))
      }
    }
    let left = Set(outcomes.flatMap { (try? $0.1.get().left) ?? [] }).sorted()
    guard hosts.contains(where: { $0.changed || $0.error != nil }) else {
      throw OperatorError(
        code: "authority_unknown", message: "no host trusts an authority \(name)",
        observed: left.isEmpty ? "no adopted authority on any host" : "adopted: \(left.joined(separator: ", "))",
        required: "the name of an adopted authority",
        next: "the first laptop's authority is not revoked by name: bootstrap anew from another one instead")
    }
    return Summary(fleet: fleet.name, authority: name, action: "revoked", hosts: hosts)
  }

  private func onAll<Value: Sendable>(
    _ body: @escaping @Sendable (BootstrapTarget) async throws(BootstrapError) -> Value
  ) async -> [(String, Result<Value, BootstrapError>)] {
    let results = await withTaskGroup(of: (String, Result<Value, BootstrapError>).self) { group in
      for target in targets {
        group.addTask {
          do throws(BootstrapError) {
            return (target.host, .success(try await body(target)))
          } catch {
            return (target.host, .failure(error))
          }
        }
      }
      var results: [String: Result<Value, BootstrapError>] = [:]
      for await (host, result) in group { results[host] = result }
      return results
    }
    return targets.compactMap { target in results[target.host].map { (target.host, $0) } }
  }

  private static func greet(_ host: String, _ connections: FleetConnections) async throws(BootstrapError) {
    do {
      _ = try await connections.greet(HostID(rawValue: host))
    } catch {
      throw BootstrapError(
        .health, host: host, observed: error.message, required: "an answer over mutual TLS",
        next: error.next.isEmpty
          ? "its agent may be of a version that reads no further authorities: run bootstrap from the first laptop"
          : error.next)
    }
  }
}
