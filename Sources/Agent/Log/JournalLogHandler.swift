import Logging
import SystemPackage

/// Writes log lines to standard error with the priority that systemd's journal reads off the front (`sd-daemon(3)`,
/// `SyslogLevelPrefix=`). Metadata follows as `key=value`, sorted.
struct JournalLogHandler: LogHandler {
  var logLevel: Logger.Level = .info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    // One write a line: lines of two tasks do not mix. A journal that is gone must not end the agent.
    _ = try? FileDescriptor.standardError.writeAll(line(event.level, event.message, event.metadata).utf8)
  }

  /// One line as the journal gets it.
  func line(_ level: Logger.Level, _ message: Logger.Message, _ metadata: Logger.Metadata?) -> String {
    let all = self.metadata.merging(metadata ?? [:]) { $1 }
    var line = "<\(Self.priority(level))>\(message)"
    for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
    // A peer's words must not make a line, and so a priority, of their own.
    return String(line.map { $0.isNewline ? " " : $0 }) + "\n"
  }

  /// The syslog priority (RFC 5424, 6.2.1) of a level.
  private static func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
