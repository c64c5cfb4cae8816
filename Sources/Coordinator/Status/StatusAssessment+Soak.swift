import Cutover

/// What the agents have found in the soak.
extension StatusAssessment {
  /// A line for each finding. While the window is open each is an alarm; once it has ended it is for the record: what still
  /// holds is an alarm of its own.
  var soakAlarms: [StatusAlarm] {
    guard let soak = report.soak, soak.early == nil else { return [] }
    return soak.findings.map { host, found in
      StatusAlarm(
        severity: soak.open ? .alarm : .notice,
        code: found.check.rawValue.replacing(".", with: "_"), host: host,
        observed: "\(found.check.rawValue) at \(UTCText.text(Int(found.at) * 1000)): \(found.finding.observed)",
        required: found.finding.required, next: found.finding.next)
    }
  }
}
