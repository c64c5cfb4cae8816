/// How a bootstrap of several hosts ended: the object that `bootstrap --json` prints, and the lines for people.
struct BootstrapSummary: Encodable, Sendable {
  /// One host.
  struct Host: Encodable, Sendable {
    let host: String
    /// Whether anything was changed.
    let changed: Bool
    /// What became of each part; empty where the host failed.
    let parts: [BootstrapReport.Entry]
    /// Seconds from the connection to the agent's answer.
    let seconds: Double?
    /// Seconds of it that the upload took.
    let uploadSeconds: Double?
    /// Why it failed.
    let error: OperatorError?
  }

  /// The fleet's name.
  let fleet: String
  /// The hosts, in the order of the fleet file.
  let hosts: [Host]
  /// How many failed.
  let failed: Int

  /// Puts the outcomes together, in the order of `hosts`.
  init(fleet: String, hosts: [String], results: [String: FleetBootstrap.Outcome]) {
    self.fleet = fleet
    self.hosts = hosts.compactMap { host in
      switch results[host] {
      case .success(let report):
        Host(
          host: host, changed: report.isChanged, parts: report.parts, seconds: report.seconds,
          uploadSeconds: report.uploadSeconds, error: nil)
      case .failure(let error):
        Host(host: host, changed: false, parts: [], seconds: nil, uploadSeconds: nil, error: error.operatorError)
      case nil: nil
      }
    }
    failed = self.hosts.count { $0.error != nil }
  }

  /// The errors of the hosts that failed.
  var errors: [OperatorError] { hosts.compactMap(\.error) }

  /// One line a host and one for all.
  func lines(_ style: Style) -> [String] {
    let width = hosts.map { TextWidth.columns(of: $0.host) }.max() ?? 0
    let lines = hosts.map { host -> String in
      let name = host.host + TextWidth.blanks(width - TextWidth.columns(of: host.host))
      if let error = host.error { return "\(style.red(style.cross)) \(name)  failed: \(error.code)" }
      let changed = host.parts.filter { $0.outcome == .changed }.map(\.part.title)
      let what = changed.isEmpty ? "unchanged" : "changed: \(changed.joined(separator: ", "))"
      return "\(style.green(style.check)) \(name)  \(what)\(style.dim(style.separator + time(host, style)))"
    }
    let done = hosts.count - failed
    let total = "\(done) of \(hosts.count) \(hosts.count == 1 ? "agent answers" : "agents answer")"
    return lines + [failed == 0 ? style.green(total) : style.red("\(total), \(failed) failed")]
  }

  private func time(_ host: Host, _ style: Style) -> String {
    let all = DurationText.text(.seconds(host.seconds ?? 0), style: style)
    guard let upload = host.uploadSeconds, upload > 0 else { return all }
    return "\(all), of which upload \(DurationText.text(.seconds(upload), style: style))"
  }
}
