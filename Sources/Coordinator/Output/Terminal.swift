#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What is known about the place that output goes to.
struct Terminal: Hashable, Sendable {
  /// Whether it is a terminal: only then lines are redrawn in place.
  let isTTY: Bool
  /// Columns; nil where output is piped: then nothing is shortened.
  let width: Int?
  /// Colours and signs that it shows.
  let style: Style

  /// Facts from an environment: NO_COLOR (no-color.org), CLICOLOR and CLICOLOR_FORCE (bixense.com/clicolors), TERM,
  /// COLUMNS, and the locale variables in their order of precedence (POSIX, 8.2).
  init(isTTY: Bool, columns: Int?, environment: [String: String]) {
    self.isTTY = isTTY
    let fallback = environment["COLUMNS"].flatMap { Int($0) } ?? 80
    width = isTTY ? max(20, columns ?? fallback) : nil
    style = Style(colors: Self.colors(isTTY: isTTY, environment), unicode: Self.unicode(environment))
  }

  /// Facts of an open file of this process: 1 is standard output, 2 standard error.
  init(descriptor: Int32, environment: [String: String]) {
    let isTTY = isatty(descriptor) == 1
    self.init(isTTY: isTTY, columns: isTTY ? Self.columns(of: descriptor) : nil, environment: environment)
  }

  private static func colors(isTTY: Bool, _ environment: [String: String]) -> Bool {
    if let value = environment["NO_COLOR"], !value.isEmpty { return false }
    if let value = environment["CLICOLOR_FORCE"], !value.isEmpty, value != "0" { return true }
    if environment["CLICOLOR"] == "0" || environment["TERM"] == "dumb" { return false }
    return isTTY
  }

  private static func unicode(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let name = (locale ?? "").lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  private static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
