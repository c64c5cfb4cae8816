import Protocol

/// Whom a run tells how it goes: a webhook. Its URL may be a secret by itself, so that only its host is ever shown.
struct FleetNotice: Hashable, Sendable {
  /// Where each notice is posted.
  let url: Secret
  /// What goes into the `Authorization` header; nil: no such header.
  let authorization: SecretSource?
}
