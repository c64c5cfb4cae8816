/// What carries calls to Coolify: HTTP, or the script of a test.
protocol CoolifyTransport: Sendable {
  /// Sends one call and reads its reply to the end. Follows no redirect and repeats nothing.
  ///
  /// - Throws: `unreachable`, `interrupted`, or `reply` for one that is too long.
  func send(_ request: CoolifyRequest) async throws(CoolifyError) -> CoolifyReply
}
