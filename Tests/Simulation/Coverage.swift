import Cutover

/// Which state of which machine has met which event, over all seeds.
final class Coverage {
  /// Events that a machine called impossible.
  var complaints: [String: Int] = [:]
  var outcomes: [String: Int] = [:]
  private var cells: [Int]

  init() { cells = Array(repeating: 0, count: 5 * 32 * 32) }

  func meet(_ machine: PenMachine, _ event: PenEvent) { count(0, machine.stateIndex, event.index) }
  func meet(_ machine: CutMachine, _ event: CutEvent) { count(1, machine.state.index, event.index) }
  func meet(_ machine: LeaseMachine, _ event: LeaseEvent) { count(2, machine.state.index, event.index) }
  func meet(_ machine: WorkersMachine, _ event: WorkersEvent) { count(3, machine.state.index, event.index) }
  func meet(_ machine: RunMachine, _ event: RunEvent) { count(4, machine.state.index, event.index) }

  private func count(_ machine: Int, _ state: Int, _ event: Int) { cells[(machine * 32 + state) * 32 + event] += 1 }

  /// States that no seed reached, but for the two of an agent without a journal, which is never simulated, and outcomes
  /// that no run had: a protocol that always gives up keeps every invariant.
  var unreached: [String] {
    var names: [String] = []
    for (machine, table) in Self.tables.enumerated() {
      for (state, name) in table.states.enumerated() where !["no record", "unknown"].contains(name) {
        let base = (machine * 32 + state) * 32
        if !cells[base..<(base + 32)].contains(where: { $0 > 0 }) { names.append("\(table.name) \(name)") }
      }
    }
    for name in Outcome.names where outcomes[name] == nil { names.append("outcome \(name)") }
    return names
  }

  /// Pairs that were met although they are argued to be impossible.
  var refuted: [String] {
    Self.tables.enumerated().flatMap { machine, table in
      table.states.enumerated().flatMap { state, name in
        table.events.enumerated().compactMap { event, title in
          let isMet = cells[(machine * 32 + state) * 32 + event] > 0
          return isMet && impossibility(of: title, in: name, of: table.name) != nil
            ? "\(table.name) \(name) × \(title)" : nil
        }
      }
    }
  }

  /// Why a state cannot meet an event; nil where it may.
  private func impossibility(of event: String, in state: String, of machine: String) -> String? {
    if let reason = Self.unsimulated[state] { return reason }
    guard let argument = Self.arguments[machine]?[event], let states = argument.states else { return nil }
    return states.contains(state) ? nil : argument.reason
  }

  /// One line a reason: why these events were not met in a state.
  private func reasons(of missed: [String], in state: String, of machine: String) -> [String] {
    let rare = "may be met, and takes more coincidences than these seeds had"
    let groups = Dictionary(grouping: missed) { impossibility(of: $0, in: state, of: machine) ?? rare }
    return groups.sorted { $0.key < $1.key }.map { reason, events in
      "    never \(events.joined(separator: ", ")): \(reason)"
    }
  }

  /// How the runs ended.
  var outcomeText: String {
    outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// One table a machine: a line an event, a column a state.
  func text() -> String {
    var lines: [String] = []
    for (machine, table) in Self.tables.enumerated() {
      let met = table.states.indices.reduce(0) { sum, state in
        sum + table.events.indices.count { cells[(machine * 32 + state) * 32 + $0] > 0 }
      }
      lines.append("\(table.name): \(met) of \(table.states.count * table.events.count) pairs of state and event met")
      for (state, name) in table.states.enumerated() {
        let base = (machine * 32 + state) * 32
        let seen = table.events.indices.filter { cells[base + $0] > 0 }.map {
          "\(table.events[$0]) \(cells[base + $0])"
        }
        let missed = table.events.indices.filter { cells[base + $0] == 0 }.map { table.events[$0] }
        lines.append("  \(name): \(seen.joined(separator: ", "))")
        lines += reasons(of: missed, in: name, of: table.name)
      }
    }
    for (text, count) in complaints.sorted(by: { $0.value > $1.value }) {
      lines.append("called impossible by a machine: \(text) (\(count))")
    }
    return lines.joined(separator: "\n")
  }
}
