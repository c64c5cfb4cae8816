import Cutover
import Protocol

/// The workers and the queues of a report.
extension StatusRenderer {
  /// One group of workers: how many run, against which Redis, and a mark for each service.
  func workers(_ group: WorkersStatus, _ report: StatusReport) -> [String] {
    let place = Table.Cell("\(group.host):\(group.project)", .strong)
    let title = Table.Cell("WORKERS", .faint)
    guard group.problem == nil, !group.workers.isEmpty else {
      return flow([title, place, .init(group.problem?.message ?? "no containers", .bad)], separator: "  ", indent: 2)
    }
    let isWhole = group.running == group.workers.count
    let count = Table.Cell("\(group.running) of \(group.workers.count) run", isWhole ? .good : .bad)
    return flow([title, place, count], separator: "  ", indent: 2) + directions(group, report) + marks(group)
  }

  /// Which Redis the variable really names, from the containers' own environment.
  private func directions(_ group: WorkersStatus, _ report: StatusReport) -> [String] {
    let names = Set(group.workers.map { $0.redis ?? "no \(group.variable)" }).sorted()
    let policies = Set(group.workers.compactMap(\.restartPolicy)).sorted().joined(separator: ", ")
    return names.flatMap { name in
      let share = group.workers.count { ($0.redis ?? "no \(group.variable)") == name }
      let all = names.count == 1 ? "" : " (\(share) of \(group.workers.count))"
      return flow(
        [.init("\(group.variable) \(style.arrow) \(name)\(all)"), .init("restart \(policies)", .faint)],
        separator: style.separator, indent: 4, start: 2)
    }
  }

  private func marks(_ group: WorkersStatus) -> [String] {
    let marks = group.workers.map { worker in
      let state = worker.running ? "" : " \(worker.state)"
      let restarts = worker.restarts > 0 ? " (\(worker.restarts) restarts)" : ""
      return Table.Cell(
        "\(worker.running ? style.check : style.cross) \(worker.service)\(state)\(restarts)",
        worker.running ? .normal : .bad)
    }
    return flow(marks, separator: "  ", indent: 2, start: 2)
  }

  /// How deep the queues are.
  func queues(_ report: StatusReport) -> [String] {
    guard let queues = report.queues else { return [] }
    guard !queues.queues.isEmpty else { return [style.dim("QUEUES") + "  none on \(queues.host)"] }
    let counts: [(title: String, value: (QueueDepth) -> UInt64)] = [
      ("WAIT", \.waiting), ("ACTIVE", \.active), ("DELAYED", \.delayed), ("PRIO", \.prioritized),
      ("PAUSED", \.paused), ("CHILDREN", \.waitingChildren), ("FAILED", \.failed), ("DONE", \.completed),
    ]
    // A state that no queue is in takes no room.
    let shown = counts.filter { count in
      ["WAIT", "ACTIVE", "DELAYED", "FAILED"].contains(count.title) || queues.queues.contains { count.value($0) > 0 }
    }
    var table = Table(
      [.init(title: "QUEUE on \(queues.host)", minimum: 12)]
        + shown.map { .init(title: $0.title, alignment: .right, minimum: nil) })
    for queue in queues.queues {
      table.append(
        [Table.Cell(queue.name)] + shown.map { Table.Cell(String($0.value(queue)), tone($0.title, $0.value(queue))) })
    }
    if queues.queues.count > 1 {
      table.append(
        [Table.Cell("all", .strong)]
          + shown.map { count in
            Table.Cell(String(queues.queues.reduce(0) { $0 + count.value($1) }), .strong)
          })
    }
    let note = queues.complete ? [] : [style.yellow("  not all queues were found: the key space is too large to scan")]
    return table.lines(width: width, style: style) + note
  }

  private func tone(_ title: String, _ value: UInt64) -> Style.Tone {
    value == 0 ? .faint : title == "FAILED" ? .warning : .normal
  }
}
