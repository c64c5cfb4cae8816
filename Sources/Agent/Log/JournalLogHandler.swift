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
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    var line = "<\(Self.priority(event.level))>\(event.message)"
    for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
    // One write a line: lines of two tasks do not mix. A journal that is gone must not end the agent.
    let bytes = line.map { $0 == "\n" ? " " : $0 } + ["\n"]
    _ = try? FileDescriptor.standardError.writeAll(String(bytes).utf8)
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
