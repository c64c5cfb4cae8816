import ArgumentParser

/// The values of `--accept-host-key`: a fingerprint for one host, or for whichever host has that key.
struct AcceptedHostKeys: Hashable, Sendable {
  private var byHost: [String: String] = [:]
  private var general: String?

  /// Reads the values.
  /// - Throws: `ValidationError` for what is no fingerprint, and for several without a host.
  init(_ values: [String]) throws {
    for value in values {
      let start = value.firstRange(of: "SHA256:")?.lowerBound
      guard let start, value[start...].count > "SHA256:".count else {
        throw ValidationError(
          "--accept-host-key \(value): not a fingerprint as ssh-keygen -l shows it (SHA256:…, or HOST=SHA256:…)")
      }
      let fingerprint = String(value[start...])
      let host = value[..<start]
      if host.isEmpty {
        guard general == nil || general == fingerprint else {
          throw ValidationError("several --accept-host-key: say whose each one is, as HOST=SHA256:…")
        }
        general = fingerprint
      } else {
        guard host.hasSuffix("=") else {
          throw ValidationError("--accept-host-key \(value): write it as HOST=SHA256:…")
        }
        byHost[String(host.dropLast())] = fingerprint
      }
    }
  }

  /// The fingerprint that is accepted for a host.
  func fingerprint(for host: String) -> String? { byHost[host] ?? general }
}
