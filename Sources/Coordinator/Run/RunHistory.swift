import Cutover
import Foundation
import Protocol

/// Shows the runs that this laptop has led.
struct RunHistory: Sendable {
  let archive: RunArchive
  /// The finalizes, beside them.
  let finalizes: FinalizeArchive
  let console: Console

  private struct Listing: Encodable {
    let runs: [RunAccount]
    let finalizes: [FinalizeAccount]
    let unreadable: [String]
  }

  private struct Summary: Decodable {
    let measurements: RunMeasurements
  }

  /// Shows one run, or lists all.
  /// - Throws: ``OperatorError`` for a run that has no journal here, or one that cannot be read.
  func show(_ run: RunID?) throws(OperatorError) {
    if let run { return try tell(run) }
    var accounts: [RunAccount] = []
    var unreadable: [String] = []
    for run in archive.runs {
      if let account = try? account(of: run) { accounts.append(account) } else { unreadable.append(run.rawValue) }
    }
    let ended = finalizes.runs.compactMap { run in
      (try? finalizes.entries(of: run)).flatMap(\.self).flatMap(FinalizeAccount.init)
    }
    if console.isJSON {
      for index in accounts.indices { accounts[index].story = nil }
      return try console.emit(Listing(runs: accounts, finalizes: ended, unreadable: unreadable))
    }
    guard !accounts.isEmpty || !unreadable.isEmpty || !ended.isEmpty else {
      return console.print("no runs on this laptop (\(archive.directory))")
    }
    var table = Table([
      Table.Column(title: "RUN", minimum: nil), Table.Column(title: "DIRECTION", minimum: nil),
      Table.Column(title: "OUTCOME"), Table.Column(title: "PAUSE", alignment: .right, minimum: nil),
      Table.Column(title: "TOOK", alignment: .right, minimum: nil), Table.Column(title: "BEGAN", minimum: nil),
      Table.Column(title: "OPERATOR"),
    ])
    let rows = accounts.map { ($0.run, row($0)) } + ended.map { ($0.run, row($0)) }
    for (_, cells) in rows.sorted(by: { $0.0 > $1.0 }) { table.append(cells) }
    for run in unreadable { table.append([Table.Cell(run), "", Table.Cell("unreadable", .bad)]) }
    let width = console.output.isTTY ? console.output.width : nil
    for line in table.lines(width: width, style: console.output.style) { console.print(line) }
  }

  private func row(_ account: RunAccount) -> [Table.Cell] {
    let isOpen = account.exitCode == nil
    let names = Set((account.accepted ?? []).map(\.id.rawValue)).sorted().joined(separator: ", ")
    let word =
      (isOpen ? "open, in \(account.phase.rawValue)" : account.outcome)
      + (names.isEmpty ? "" : " (accepted \(names))")
    return [
      Table.Cell(account.run), Table.Cell(account.direction.rawValue),
      Table.Cell(word, account.exitCode == 0 ? .good : .warning),
      Table.Cell(account.pauseMicroseconds.map { DurationText.text(.microseconds($0)) } ?? ""),
      Table.Cell(DurationText.text(.seconds(account.seconds))), Table.Cell(account.began),
      Table.Cell(account.operators.joined(separator: ", ")),
    ]
  }

  private func row(_ account: FinalizeAccount) -> [Table.Cell] {
    [
      Table.Cell(account.run), Table.Cell(account.direction),
      Table.Cell(account.outcome, account.exitCode == 0 ? .good : .warning), Table.Cell(""),
      Table.Cell(DurationText.text(.seconds(account.seconds))), Table.Cell(account.began), Table.Cell(account.holder),
    ]
  }

  private func tell(_ account: FinalizeAccount) throws(OperatorError) {
    if console.isJSON { return try console.emit(account) }
    let title = console.output.style.bold("finalize \(account.run)")
    console.print("\(title): \(account.outcome), led by \(account.holder)")
    for line in account.story { console.print("  \(line.at)  \(line.event)  \(line.text)") }
  }

  private func tell(_ run: RunID) throws(OperatorError) {
    if let account = try finalizes.entries(of: run).flatMap(FinalizeAccount.init) { return try tell(account) }
    guard let account = try account(of: run) else {
      throw OperatorError(
        code: "run_unknown", message: "this laptop has no journal of run \(run)",
        observed: "\(archive.runs.count) runs in \(archive.directory)", required: "one of them",
        next: "coordinator history lists them")
    }
    if console.isJSON { return try console.emit(account) }
    let style = console.output.style
    console.print(
      "\(style.bold("\(account.direction.rawValue) \(account.run)")): \(account.outcome), led by \(account.operators.joined(separator: ", "))"
    )
    for check in account.accepted ?? [] {
      console.print("  accepted  \(check.id.rawValue) \(check.subject): \(check.observed)")
    }
    for line in account.story ?? [] { console.print("  \(line.at)  \(line.event)  \(line.text)") }
  }

  private func account(of run: RunID) throws(OperatorError) -> RunAccount? {
    guard let entries = try archive.entries(of: run), var account = RunAccount(entries) else { return nil }
    if let data = FileManager.default.contents(atPath: "\(archive.directory)/\(run.rawValue).json"),
      let summary = try? JSONDecoder().decode(Summary.self, from: data)
    {
      account.pauseMicroseconds = summary.measurements.pauseMicroseconds
    }
    return account
  }
}
