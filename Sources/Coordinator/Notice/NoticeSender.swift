import Protocol

/// Sends notices in their order, one after the other, beside the run. Whatever becomes of them, the run goes on: each has
/// so long and one more try, and at the end all that is left has so long together.
actor NoticeSender {
  /// How long one request may take, and how long the rest may take at the end.
  static let (patience, farewell) = (Duration.seconds(5), Duration.seconds(11))

  private let url: Secret
  private let authorization: Secret?
  private let patience: Duration
  private let farewell: Duration
  private let queue: AsyncStream<Notice>
  private nonisolated let sink: AsyncStream<Notice>.Continuation
  private var lost = 0
  private var reason = ""

  /// - Parameters:
  ///   - url: the webhook.
  ///   - authorization: what goes into that header.
  ///   - patience: how long one request may take.
  ///   - farewell: how long the rest may take after the run's end.
  init(
    url: Secret, authorization: Secret?, patience: Duration = NoticeSender.patience,
    farewell: Duration = NoticeSender.farewell
  ) {
    self.url = url
    self.authorization = authorization
    self.patience = patience
    self.farewell = farewell
    // A run has some fifty of them.
    (queue, sink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
  }

  /// Takes a notice; it does not wait.
  nonisolated func post(_ notice: Notice) { sink.yield(notice) }

  /// Runs a body, and sends beside it what is posted. After the body it waits for the rest, but not for long.
  /// - Returns: what the body returned, and one line of what was not delivered; none where all was.
  func whileSending<Value: Sendable, Failure: Error>(
    _ body: @Sendable () async throws(Failure) -> Value
  ) async -> (result: Result<Value, Failure>, complaint: String?) {
    let result = await withTaskGroup(of: Void.self) { group -> Result<Value, Failure> in
      group.addTask { await self.sendAll() }
      let result: Result<Value, Failure>
      do throws(Failure) { result = .success(try await body()) } catch { result = .failure(error) }
      sink.finish()
      group.addTask { [farewell] in try? await Task.sleep(for: farewell) }
      await group.next()
      group.cancelAll()
      return result
    }
    return (result, complaint)
  }

  /// One line for the operator, without the path of the URL, which may be a secret.
  private var complaint: String? {
    guard lost > 0 else { return nil }
    let host = url.withRevealed { HTTPTarget($0)?.host } ?? "the webhook"
    return "\(lost == 1 ? "1 notice was" : "\(lost) notices were") not taken by \(host): \(reason)"
  }

  private func sendAll() async {
    await OutgoingHTTP.run(timeout: patience) { http in
      for await notice in queue { await send(notice, http) }
    }
    // Cancelled at the farewell: what is left is lost.
    for await _ in queue { note("there was no time left") }
  }

  private func send(_ notice: Notice, _ http: OutgoingHTTP) async {
    let request = OutgoingRequest(method: "POST", url: url, authorization: authorization, json: notice.json)
    var answer = ProbeAnswer.unsent("there was no time left")
    for _ in 0..<2 where !Task.isCancelled {
      answer = await http.send(request)
      if answer.isSuccess { return }
    }
    note(answer.words)
  }

  private func note(_ why: String) {
    lost += 1
    reason = why
  }
}
