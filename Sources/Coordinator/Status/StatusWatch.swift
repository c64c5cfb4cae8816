import Cutover
import Foundation

/// `status --watch`: each host is read on its own, again and again, and what is known is drawn at a steady pace; a host
/// that does not answer delays neither the others nor the drawing.
struct StatusWatch: Sendable {
  /// Reads one host.
  let reader: StatusReader
  /// Where it is drawn.
  let console: Console
  /// The time between two drawings.
  let interval: Duration

  /// Keeps the latest reading of each host, and says when each has been read once.
  private actor Latest {
    private(set) var readings: [HostID: HostReading] = [:]
    func take(_ reading: HostReading) { readings[reading.host] = reading }
  }

  /// Draws until the task is cancelled or the process is ended.
  func run() async throws {
    let latest = Latest()
    let fleet = reader.connections.fleet
    // The first picture waits for every host, as plain `status` does.
    for reading in await reader.readAll().values { await latest.take(reading) }
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for host in fleet.hosts {
        group.addTask {
          for try await _ in Ticks(start: start + interval, interval: interval) {
            await latest.take(await reader.read(HostID(rawValue: host.id)))
          }
        }
      }
      group.addTask {
        try draw(await latest.readings, isFirst: true)
        // A moment after the questions, so that the answers of this round are in.
        let lead = min(interval / 4, .milliseconds(250))
        for try await _ in Ticks(start: start + interval + lead, interval: interval) {
          try draw(await latest.readings, isFirst: false)
        }
      }
      try await group.waitForAll()
    }
  }

  private func draw(_ readings: [HostID: HostReading], isFirst: Bool) throws {
    let now = reader.now()
    let report = StatusReport(of: reader.connections.fleet, readings: readings, now: now)
    guard !console.isJSON else { return try console.emit(report) }
    // The window may have another size by now.
    let terminal = Terminal(descriptor: STDOUT_FILENO, environment: ProcessInfo.processInfo.environment)
    let lines = StatusRenderer(width: terminal.width, style: terminal.style, isVerbose: console.isVerbose)
      .lines(report, now: now)
    guard terminal.isTTY else { return console.write(lines.joined(separator: "\n") + "\n\n") }
    console.write(LiveScreen.frame(lines, rows: LiveScreen.rows(of: STDOUT_FILENO), isFirst: isFirst))
  }
}
