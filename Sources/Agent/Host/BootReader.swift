import FoundationEssentials
import Protocol

/// Reads what decides whether Docker finds the tailnet's address at boot: the unit files of `docker.service`
/// (systemd.unit(5): the unit and its drop-ins) and the kernel's setting.
struct BootReader: Sendable {
  /// Where unit files lie; elsewhere in tests.
  var directories = ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"]
  /// Where the kernel's files are.
  var procDirectory = "/proc"

  /// What they say now. A file that cannot be read says nothing.
  func facts() -> BootFacts {
    let units = files.flatMap { Self.order(in: (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "") }
    let setting = try? String(contentsOfFile: "\(procDirectory)/sys/net/ipv4/ip_nonlocal_bind", encoding: .utf8)
    return BootFacts(
      dockerAfter: Set(units.filter { $0.hasPrefix("tailscale") }).sorted(),
      nonlocalBind: setting?.first.map { $0 == "1" })
  }

  /// The units of all `After=` lines.
  static func order(in unit: String) -> [String] {
    unit.split(separator: "\n").flatMap { line -> [String] in
      let parts = line.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }) == "After" else { return [] }
      return parts[1].split(whereSeparator: \.isWhitespace).map(String.init)
    }
  }

  private var files: [String] {
    directories.flatMap { directory -> [String] in
      let dropIns = "\(directory)/docker.service.d"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: dropIns)) ?? []
      return ["\(directory)/docker.service"] + names.filter { $0.hasSuffix(".conf") }.map { "\(dropIns)/\($0)" }
    }
  }
}
