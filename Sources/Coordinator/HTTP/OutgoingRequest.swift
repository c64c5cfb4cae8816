import Protocol

/// One HTTP request of the operator's own: to a producer, or to a webhook. URL, header and body may hold secrets.
struct OutgoingRequest: Hashable, Sendable {
  /// `POST`, `GET`, ….
  let method: String
  /// The whole URL.
  let url: Secret
  /// The `Authorization` header; nil: none.
  var authorization: Secret?
  /// JSON; nil: no body.
  var json: String?
}
