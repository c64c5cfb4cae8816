import Protocol

/// The hosts of a report as a table.
extension StatusRenderer {
  /// One row a host.
  func hosts(_ report: StatusReport) -> [String] {
    var columns: [Table.Column] = [
      .init(title: "HOST", minimum: 6), .init(title: "ADDRESS", minimum: 7), .init(title: "AGENT", minimum: nil),
      .init(title: "LATENCY", alignment: .right, minimum: nil), .init(title: "DOCKER", minimum: 5),
      .init(title: "FREE MEM/DISK", alignment: .right, minimum: nil),
      .init(title: "UP", alignment: .right, minimum: nil),
    ]
    let isWide = width.map { $0 >= 110 } ?? true
    if isWide {
      columns += [
        .init(title: "LOAD", alignment: .right, minimum: nil), .init(title: "CLOCK", alignment: .right, minimum: nil),
        .init(title: "AGENT MEM", alignment: .right, minimum: nil),
      ]
    }
    var table = Table(columns)
    for host in report.hosts { table.append(row(host) + (isWide ? wideCells(host) : [])) }
    return table.lines(width: width, style: style)
  }

  private func row(_ host: HostStatus) -> [Table.Cell] {
    let name = Table.Cell(host.id, .strong)
    guard host.reachable else { return [name, .init(host.address), .init("away", .bad)] }
    let latency = host.latencyMicroseconds.map { DurationText.text(.microseconds($0), style: style) } ?? ""
    let start: [Table.Cell] = [name, .init(host.address), .init(host.agentVersion ?? "?"), .init(latency)]
    guard let facts = host.facts else { return start }
    let docker =
      facts.dockerVersion.map { Table.Cell(String($0.prefix { $0 != "+" })) } ?? Table.Cell("problem", .bad)
    return start + [
      docker, .init("\(bytes(facts.memoryAvailable))/\(bytes(facts.diskFree))"),
      .init(DurationText.text(.seconds(facts.uptimeSeconds), style: style)),
    ]
  }

  private func wideCells(_ host: HostStatus) -> [Table.Cell] {
    guard let facts = host.facts else { return [] }
    let skew = host.clockSkewMilliseconds ?? 0
    let clock = skew == 0 ? style.check : (skew > 0 ? "+" : "") + DurationText.text(.milliseconds(skew), style: style)
    return [
      .init(Decimal1.text(facts.load)),
      .init(clock, abs(skew) > StatusAssessment.clockSkewLimit ? .warning : .normal),
      .init(bytes(facts.agentResident)),
    ]
  }

  /// A number of bytes that came over the wire.
  func bytes(_ count: Int) -> String { ByteCount.text(UInt64(max(0, count))) }
}
