import Protocol

/// What it takes to reach an application in a Coolify. The token never leaves this laptop but to that address.
struct CoolifyAccess: Sendable {
  let address: CoolifyAddress
  let token: Secret
  /// The application's UUID.
  let application: String
  /// The name of its variable with the Redis's URL.
  let variable: String
  let records: AppRecordFile

  /// Opens a connection for the calls of one step, and closes it.
  func with<Value: Sendable>(
    _ body: @Sendable (CoolifyApp) async throws(OperatorError) -> Value
  ) async throws(OperatorError) -> Value {
    try await CoolifyHTTP.run { (http) async throws(OperatorError) -> Value in
      try await body(
        CoolifyApp(
          client: CoolifyClient(address: address, token: token, http: http), application: application,
          variable: variable, records: records))
    }
  }
}
