/// The one error that crosses the wire: what went wrong, in a code to branch on and a sentence to read, and what the
/// operator does next. It is also what this module throws.
public struct ProtocolError: Error, Codable, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is. A peer of a newer version may send a code that is not known here: it reads as `unknown`.
  public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
    /// A frame longer than the limit.
    case frameTooLarge
    /// A frame of length zero.
    case frameEmpty
    /// The stream ended inside a frame.
    case frameTruncated
    /// A body that is not the JSON of a message of the contract.
    case malformed
    /// No protocol version in common.
    case versionUnsupported
    /// A verb that is not in the closed set.
    case verbUnknown
    /// The role in the peer's certificate may not ask this.
    case verbRefused
    /// The peer is not who it should be: another fleet, role or host.
    case identityRefused
    /// The deadline passed before the answer.
    case deadlineExceeded
    /// The asker cancelled.
    case cancelled
    /// The connection could not be made, or broke.
    case unreachable
    /// Too many requests at once on one connection.
    case busy
    /// The order's epoch is lower than the highest granted.
    case epochStale
    /// Another run holds the lease.
    case leaseHeld
    /// A gate or a vote said no.
    case refused
    /// What the order names is not there, or not as it should be.
    case precondition
    /// Docker refused or failed.
    case docker
    /// Redis refused or failed.
    case redis
    /// The host's file system refused or failed.
    case storage
    /// A defect of ours.
    case internalError
    /// A code of a newer version.
    case unknown

    /// Reads a code; one of a newer version becomes `unknown`.
    public init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      self = Code(rawValue: text) ?? .unknown
    }
  }

  /// What kind of failure it is.
  public var code: Code
  /// What was observed, and what was required.
  public var message: String
  /// What the operator does next, as a sentence or a command; empty where there is nothing to do.
  public var next: String
  /// The failure underneath, in its own words.
  public var cause: String?

  /// Makes an error.
  /// - Parameters:
  ///   - code: what kind of failure it is.
  ///   - message: what was observed, and what was required.
  ///   - next: what the operator does next.
  ///   - cause: the failure underneath.
  public init(_ code: Code, _ message: String, next: String = "", cause: String? = nil) {
    self.code = code
    self.message = message
    self.next = next
    self.cause = cause
  }

  /// The code, the message and the cause in one line, for logs.
  public var description: String {
    var text = "\(code.rawValue): \(message)"
    if let cause { text += " (\(cause))" }
    return text
  }
}
