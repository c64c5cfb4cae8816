import FoundationEssentials
import Protocol
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads what the kernel says of this host: `/proc` (proc(5)), `uname`, `statvfs`.
struct HostReader: Sendable {
  /// Where the kernel's files are; elsewhere in tests.
  var procDirectory = "/proc"
  /// What the unit tells this process.
  var environment = ProcessInfo.processInfo.environment

  /// What Docker says of itself, or why it does not answer.
  struct Docker: Sendable {
    var version: String?
    var running: Int?
    /// Running containers that start or replace others by themselves.
    var restarters: [String]?
    var problem: String?
  }

  /// The facts of this moment.
  /// - Parameters:
  ///   - stateDirectory: whose file system's free room counts.
  ///   - docker: what Docker said.
  func facts(stateDirectory: String, docker: Docker) -> HostFacts {
    let memory = fields(of: "meminfo")
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let resident = Int(text("self/statm").split(separator: " ").dropFirst().first ?? "") ?? 0
    return HostFacts(
      kernel: kernel, uptimeSeconds: Int(exactly: number(at: "uptime").rounded(.down)) ?? 0,
      memoryTotal: Self.product(memory["MemTotal"], 1024), memoryAvailable: Self.product(memory["MemAvailable"], 1024),
      load: number(at: "loadavg"), diskFree: Self.free(in: stateDirectory),
      clockMilliseconds: Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000, dockerVersion: docker.version,
      dockerProblem: docker.problem, containersRunning: docker.running,
      agentResident: Self.product(resident, Int(sysconf(Int32(_SC_PAGESIZE)))),
      overcommit: Int(text("sys/vm/overcommit_memory").trimmingSpace), restarters: docker.restarters)
  }

  /// The id of this boot, 32 hexadecimal digits; it changes with each one. The unit hands it over (`%b` in
  /// systemd.unit(5)); without one, the kernel's.
  var bootID: String {
    let told = environment["CUTOVER_BOOT_ID"] ?? ""
    return (told.isEmpty ? text("sys/kernel/random/boot_id").trimmingSpace : told).filter { $0 != "-" }
  }

  /// The machine's architecture as `uname -m` says it.
  var architecture: String { names.machine }

  private var kernel: String { names.release }

  private var names: (release: String, machine: String) {
    var names = utsname()
    uname(&names)
    func string(_ bytes: some Any) -> String {
      withUnsafeBytes(of: bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return (string(names.release), string(names.machine))
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(procDirectory)/\(name)", encoding: .utf8)) ?? ""
  }

  /// The first number of a file; 0 where there is none.
  private func number(at name: String) -> Double {
    let number = text(name).split(whereSeparator: \.isWhitespace).first.flatMap { Double(String($0)) }
    return number.flatMap { $0.isFinite ? $0 : nil } ?? 0
  }

  /// Free bytes for this user; 0 where they cannot be told.
  static func free(in directory: String) -> Int { room(in: directory) ?? 0 }

  /// Free bytes for this user; nil where it may not look. A network file system may claim more than there are numbers for.
  static func room(in directory: String) -> Int? {
    var statistics = statvfs()
    guard statvfs(directory, &statistics) == 0 else { return nil }
    return product(Int(clamping: statistics.f_bavail), Int(clamping: statistics.f_frsize))
  }

  /// A product, or 0 where it is no number.
  private static func product(_ left: Int?, _ right: Int) -> Int {
    guard let left else { return 0 }
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? 0 : product
  }

  /// `Name:  value kB` lines as numbers.
  private func fields(of name: String) -> [String: Int] {
    var result: [String: Int] = [:]
    for line in text(name).split(separator: "\n") {
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      guard parts.count >= 2, parts[0].hasSuffix(":"), let value = Int(parts[1]) else { continue }
      result[String(parts[0].dropLast())] = value
    }
    return result
  }
}

extension String {
  /// Without white space at both ends.
  fileprivate var trimmingSpace: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
