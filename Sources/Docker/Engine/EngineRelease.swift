/// The daemon's release and platform (`GET /version`).
public struct EngineRelease: Decodable, Hashable, Sendable {
  /// The release, `20.10.24+dfsg1`.
  public let version: String
  /// The highest version of the API.
  public let apiVersion: String
  /// `linux`.
  public let operatingSystem: String
  /// `amd64`, `arm64`.
  public let architecture: String

  private enum CodingKeys: String, CodingKey {
    case version = "Version"
    case apiVersion = "ApiVersion"
    case operatingSystem = "Os"
    case architecture = "Arch"
  }
}
