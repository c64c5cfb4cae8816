/// The parts of an installation; each is compared and changed on its own.
enum BootstrapPart: String, Sendable, Codable, CaseIterable {
  case user
  case directories
  case binary
  case configuration
  case authority
  case certificate
  case unit
  case service

  /// In words, for reports.
  var title: String {
    switch self {
    case .user: "user \(InstallationPaths.user)"
    case .directories: "directories"
    case .binary: "agent binary"
    case .configuration: "configuration"
    case .authority: "fleet authority"
    case .certificate: "certificate"
    case .unit: "unit"
    case .service: "service"
    }
  }

  /// Whether a change takes effect only when the agent starts again.
  var needsRestart: Bool {
    switch self {
    case .user, .directories: false
    case .binary, .configuration, .authority, .certificate, .unit, .service: true
    }
  }
}
