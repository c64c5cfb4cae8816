/// Has the agent send one HTTP request, which makes a producer of the fleet file add a job: real work. Only a request that
/// bootstrap has written into the agent's configuration is sent, once, and no redirect is followed.
public struct SendProbe: Verb {
  /// The name on the wire.
  public static let name = VerbName.sendProbe
  /// How long the answer's head may take, in seconds.
  public static let seconds = 10
  /// `POST`, `GET`, ….
  public var method: String
  /// The whole URL; its host is an address, or `localhost`.
  public var url: String

  /// Makes one from its fields.
  public init(method: String, url: String) {
    self.method = method
    self.url = url
  }

  /// What came back. The body is not read.
  public struct Reply: Codable, Hashable, Sendable {
    /// The status, as 202.
    public var status: Int

    /// Makes one from its fields.
    public init(status: Int) {
      self.status = status
    }
  }
}
