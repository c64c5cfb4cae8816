/// What goes wrong with Docker, Compose, an environment file or the template of a Redis: a code to branch on, a sentence
/// that says what was observed and what was required, and what the operator does next.
///
/// Nothing in it ever holds a variable's value: values are URLs with passwords.
public struct DockerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The daemon's socket could not be reached, or the connection broke.
    case unreachable
    /// The daemon speaks only versions below ``APIVersion/minimum``.
    case versionUnsupported
    /// The container, image or network is not there.
    case notFound
    /// The daemon refuses because of the state of the object.
    case conflict
    /// The daemon refused for another reason.
    case refused
    /// No answer before the deadline.
    case deadlineExceeded
    /// An answer that is not what the API describes.
    case responseInvalid
    /// An answer longer than the limit of the call.
    case responseTooLarge
    /// A setting was accepted but reads back differently.
    case notApplied
    /// `docker compose` is not installed or could not be started.
    case composeMissing
    /// `docker compose` ended with an error.
    case composeFailed
    /// No file supplies the variable in a way that can be edited safely.
    case variableUnresolved
    /// A line that compose cannot parse either, or a value that no quoting can write.
    case environmentFileInvalid
    /// The file lies outside the project, is a symbolic link, or is not a regular file.
    case fileRefused
    /// The file is no longer what it was when the new one was staged.
    case fileChanged
    /// The file system refused or failed.
    case storage
    /// A parameter of the template, or a Redis URL, that is not valid.
    case parameterInvalid
  }

  /// What kind of failure it is.
  public var code: Code
  /// What was observed, and what was required.
  public var message: String
  /// What the operator does next, as a sentence or a command; empty where there is nothing to do.
  public var remedy: String
  /// The failure underneath, in its own words.
  public var cause: String?

  /// Makes an error.
  /// - Parameters:
  ///   - code: what kind of failure it is.
  ///   - message: what was observed, and what was required.
  ///   - remedy: what the operator does next.
  ///   - cause: the failure underneath.
  public init(_ code: Code, _ message: String, remedy: String = "", cause: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
    self.cause = cause
  }

  /// The code, the message and the cause in one line, for logs.
  public var description: String {
    var text = "\(code.rawValue): \(message)"
    if let cause { text += " (\(cause))" }
    return text
  }
}
