/// Why Coolify did not do what a run needs of it. No part ever holds a token, a variable's value or a reply's text as
/// it came: a server may quote what it was sent.
struct CoolifyError: Error, Hashable, Sendable {
  /// What kind of failure it is; checks and tests depend on this, never on the text.
  enum Code: String, Hashable, Sendable, CaseIterable {
    /// The address cannot be used, or would carry the token in clear.
    case address
    /// The token is unknown, expired, or of a team that is gone.
    case token
    /// The token lacks an ability.
    case ability
    /// The API is switched off.
    case disabled
    /// The API does not take calls from this laptop.
    case origin
    /// Too many calls.
    case busy
    /// Nothing answers at the address, or not in time, or not with a certificate that this laptop trusts.
    case unreachable
    /// Coolify has no such application, or not for this token's team.
    case application
    /// A deployment does not come to its end in time.
    case deployment
    /// The wait was ended from outside.
    case interrupted
    /// A variable cannot be read, or cannot be put back.
    case variable
    /// A reply that the contract does not know.
    case reply
  }

  /// The kind of failure.
  let code: Code
  /// What was observed.
  let observed: String
  /// What is required.
  let required: String
  /// What to do next.
  let next: String
}

extension CoolifyError: OperatorErrorConvertible {
  var operatorError: OperatorError {
    OperatorError(
      code: "coolify_\(code.rawValue)", message: "Coolify could not be used for the App", observed: observed,
      required: required, next: next)
  }
}
