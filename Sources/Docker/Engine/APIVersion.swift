/// A version of the Docker Engine API, `1.44`: what client and daemon agree on before any other call.
public struct APIVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// What this client is written for (contracts.md section 3).
  public static let preferred = APIVersion(major: 1, minor: 44)
  /// The lowest that has every call used here: engine 20.10, as in Debian 12.
  public static let minimum = APIVersion(major: 1, minor: 41)

  /// The first number.
  public let major: Int
  /// The second number.
  public let minor: Int

  /// Makes a version.
  public init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `1.44`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
      return nil
    }
    self.init(major: major, minor: minor)
  }

  /// The version to speak with a daemon: the lower of its highest and ours.
  /// - Throws: `versionUnsupported` where the daemon's highest is below ``minimum``.
  public static func negotiated(daemon: APIVersion) throws(DockerError) -> APIVersion {
    guard daemon >= minimum else {
      throw DockerError(
        .versionUnsupported,
        "the Docker daemon speaks API \(daemon) at most; API \(minimum) (Docker 20.10) or newer is required",
        remedy: "Upgrade Docker on this host, then run the check again.")
    }
    return min(daemon, preferred)
  }

  /// By number, not by text: 1.9 is below 1.41.
  public static func < (lhs: APIVersion, rhs: APIVersion) -> Bool {
    (lhs.major, lhs.minor) < (rhs.major, rhs.minor)
  }

  /// `1.44`.
  public var description: String { "\(major).\(minor)" }
}
