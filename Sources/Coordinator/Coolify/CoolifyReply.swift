import Foundation

/// A reply of Coolify, before anybody reads its body as what was asked for.
struct CoolifyReply: Hashable, Sendable {
  /// What a reply means for the call that it answers.
  enum Meaning: Hashable, Sendable {
    /// Done: the body is the answer.
    case answer
    /// There is no such thing (404).
    case absent
    /// It exists already (409).
    case exists
    /// These fields are not taken by this version (422).
    case refused(fields: Set<String>)
    /// Ask again after so many seconds (429).
    case wait(seconds: Int)
  }

  /// The longest wait that a `Retry-After` is followed for.
  static let longestWait = 120
  /// The wait where a 429 names none.
  static let usualWait = 60

  /// The HTTP status.
  let status: Int
  /// The header `Retry-After`.
  var retryAfter: String?
  /// The body, at most as long as the client reads.
  var body = Data()

  /// Reads the reply by the contract's table.
  ///
  /// - Throws: `token`, `disabled`, `origin`, `ability`, `busy`, `unreachable` or `reply`.
  func meaning() throws(CoolifyError) -> Meaning {
    switch status {
    case 200...299: return .answer
    case 404: return .absent
    case 409: return .exists
    case 422:
      let fields = decoded(Refusal.self).map { Set($0.errors.keys) } ?? []
      return .refused(fields: fields)
    case 429: return .wait(seconds: try wait())
    case 400 where message == "Invalid token.", 401:
      throw CoolifyError(
        code: .token,
        observed: status == 401 ? "Coolify does not know the token, or it has expired" : "the token's team is gone",
        required: "a live token with the abilities read, read:sensitive, write and deploy",
        next: "make a token in Coolify under Keys & Tokens, the whole of it with the number and | at its start")
    case 403: throw forbidden
    case 300...399:
      throw CoolifyError(
        code: .reply, observed: "Coolify answered with HTTP status \(status)",
        required:
          "an answer from app.coolify.url itself: no redirect is followed, since the token is sent nowhere else",
        next: "give the address that it redirects to in app.coolify.url, with its scheme and port")
    case 502...504:
      // What a proxy answers while the Coolify behind it restarts.
      throw CoolifyError(
        code: .unreachable, observed: "a proxy before Coolify answered with HTTP status \(status)",
        required: "a Coolify that runs behind it", next: "look whether Coolify runs, then repeat the command")
    default:
      throw CoolifyError(
        code: .reply, observed: "Coolify answered with HTTP status \(status)", required: "an answer of its API v1",
        next: "look at Coolify's own log, then repeat the command")
    }
  }

  private struct Message: Decodable { let message: String }
  private struct Refusal: Decodable { let errors: [String: [String]] }

  private var message: String? { decoded(Message.self)?.message }

  private func decoded<Value: Decodable>(_ type: Value.Type) -> Value? {
    try? JSONDecoder().decode(type, from: body)
  }

  private func wait() throws(CoolifyError) -> Int {
    let seconds = retryAfter.flatMap { Int($0) } ?? Self.usualWait
    guard seconds <= Self.longestWait else {
      throw CoolifyError(
        code: .busy, observed: "Coolify asks to wait \(seconds) s", required: "at most \(Self.longestWait) s",
        next: "wait until Coolify is less busy, then repeat the command")
    }
    return max(1, seconds)
  }

  /// A 403 says why by its message only; its `success` is true and means nothing.
  private var forbidden: CoolifyError {
    let message = message ?? ""
    if message == "API is disabled." {
      return CoolifyError(
        code: .disabled, observed: "Coolify's API is switched off", required: "an API that answers",
        next: "switch it on in Coolify under Settings, Advanced, API Access")
    }
    if message.hasPrefix("You are not allowed") {
      return CoolifyError(
        code: .origin, observed: "Coolify does not take API calls from this laptop's address",
        required: "the laptop's tailnet address among the allowed ones",
        next: "add it in Coolify under Settings, Advanced, Allowed IPs")
    }
    let abilities = ["read", "read:sensitive", "write", "deploy", "root"]
    let prefix = "Missing required permissions: "
    let named = message.hasPrefix(prefix) ? message.dropFirst(prefix.count).split(separator: ",") : []
    let missing = named.map { $0.filter { $0 != " " } }.filter(abilities.contains)
    return CoolifyError(
      code: .ability,
      observed: missing.isEmpty
        ? "Coolify forbids the call" : "the token lacks \(missing.joined(separator: ", "))",
      required: "a token with the abilities read, read:sensitive, write and deploy",
      next: "make such a token in Coolify under Keys & Tokens and name it in app.coolify.token")
  }
}
