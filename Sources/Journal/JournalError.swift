/// Why a journal cannot be read or written. Whoever cannot write its journal must not act.
public struct JournalError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: Hashable, Sendable {
    /// The file cannot be opened, locked or made.
    case unavailable
    /// A record before the last one is damaged: not a torn tail, so nothing after it may be believed.
    case corrupt
    /// The record could not be made durable: a full or failing disk.
    case notDurable
    /// A record that cannot be written as JSON.
    case unwritable
  }

  /// What kind of failure it is.
  public let code: Code
  /// What was observed and what was required.
  public let message: String
  /// The failure underneath.
  public let cause: String?
  /// What the operator does next.
  public let remedy: String

  init(_ code: Code, _ message: String, cause: String? = nil, remedy: String) {
    self.code = code
    self.message = message
    self.cause = cause
    self.remedy = remedy
  }

  /// The message and the cause in one line.
  public var description: String { cause.map { "\(message) (\($0))" } ?? message }
}
