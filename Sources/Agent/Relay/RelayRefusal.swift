/// Why the relay ends a connection between two Redis servers: what was seen, what was required, what to do next. Never
/// quotes an argument, which may be a password or job data.
struct RelayRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of refusal it is.
  enum Code: String, Hashable, Sendable, CaseIterable {
    /// The follower sent something else than an array of bulk strings.
    case notACommand
    /// More than a replica's handshake ever needs.
    case tooLarge
    /// A command, or an option of one, that a replica does not need.
    case commandNotAllowed
    /// The follower sent AUTH: it has a `masterauth`, which the relay must not need.
    case authentication
    /// The follower would be emptied and filled again, which the policy forbids.
    case fullCopy
    /// The leader answered PSYNC with an error.
    case notContinued
    /// The leader does not speak the replication protocol.
    case leaderViolation
  }

  /// What kind of refusal it is.
  var code: Code
  /// What was observed, and what was required.
  var message: String
  /// What the operator does next.
  var remedy: String

  /// The code and the message in one line, for logs.
  var description: String { "\(code.rawValue): \(message)" }

  /// Something that is not RESP, as an inline command.
  static func notACommand(_ observed: String) -> RelayRefusal {
    RelayRefusal(
      code: .notACommand, message: "the follower sent \(observed); required: a command as an array of bulk strings",
      remedy: "check that nothing but the following Redis connects to the relay")
  }

  /// More bytes than a handshake needs.
  static func tooLarge(_ observed: String) -> RelayRefusal {
    RelayRefusal(
      code: .tooLarge, message: "\(observed), more than a replica's handshake needs",
      remedy: "check that both ends of the relay are Redis servers")
  }

  /// A command outside the replication protocol.
  static func commandNotAllowed(_ command: String) -> RelayRefusal {
    RelayRefusal(
      code: .commandNotAllowed,
      message: "the follower sent \(command); the relay passes PING, REPLCONF and one PSYNC, then REPLCONF ACK",
      remedy: "check that nothing but the following Redis connects to the relay; set repl-rdb-channel no on it")
  }

  /// AUTH where none is expected.
  static let authentication = RelayRefusal(
    code: .authentication, message: "the follower sent AUTH; the relay authenticates at the leading end by itself",
    remedy: "set masterauth to an empty string on the following Redis")

  /// A copy where only a continuation is allowed.
  static func fullCopy(_ observed: String) -> RelayRefusal {
    RelayRefusal(
      code: .fullCopy,
      message: "\(observed): a full copy would delete what the follower holds; required: +CONTINUE",
      remedy: "rollback is not lossless any more; to follow again from nothing takes a verified backup of the follower "
        + "and a typed confirmation")
  }

  /// An error where only a continuation is allowed.
  static func notContinued(_ answer: String) -> RelayRefusal {
    RelayRefusal(
      code: .notContinued, message: "the leader answered PSYNC with \"\(answer)\"; required: +CONTINUE",
      remedy: "wait until the leading Redis has loaded its data and is a master, then attach again")
  }

  /// Bytes of the leader that fit no command.
  static func leaderViolation(_ observed: String) -> RelayRefusal {
    RelayRefusal(
      code: .leaderViolation, message: "the leader sent \(observed); required: one line for each command",
      remedy: "check that the leading end's address is a Redis from 6.2 to 8")
  }
}
