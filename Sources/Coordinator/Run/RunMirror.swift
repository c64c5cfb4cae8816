import Cutover
import NIOCore
import Protocol
import Synchronization

/// Sends the run's journal to the agents of all participants, so that any laptop of the fleet can go on with the run. It
/// lags behind in order, except where ``flush()`` is awaited.
final class RunMirror: Sendable {
  private struct State {
    var entries: [RunEntry]
    var acknowledged: [HostID: Int] = [:]
    var isOpen = false
  }

  private let performer: StepPerformer
  private let hosts: [HostID]
  private let state: Mutex<State>
  private let nudges: AsyncStream<Void>
  private let nudge: AsyncStream<Void>.Continuation

  /// - Parameters:
  ///   - performer: asks the agents, under the run's lease.
  ///   - hosts: whose agents keep a copy.
  ///   - entries: what the journal has already.
  init(performer: StepPerformer, hosts: [HostID], entries: [RunEntry]) {
    self.performer = performer
    self.hosts = hosts
    self.state = Mutex(State(entries: entries))
    (self.nudges, self.nudge) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// The lease has been granted: from here on the agents take lines.
  func open() {
    state.withLock { $0.isOpen = true }
    nudge.yield()
  }

  /// Takes lines that are durable here.
  func add(_ entries: [RunEntry]) {
    state.withLock { $0.entries += entries }
    nudge.yield()
  }

  /// Sends what is new until its task is cancelled. A failure is no reason to stop: the next line tries again.
  func run() async {
    for await _ in nudges { _ = await flush() }
  }

  /// Waits until every participant's agent has everything.
  /// - Returns: why not, where it has not.
  func flush() async -> Finding? {
    guard state.withLock(\.isOpen) else { return nil }
    return await withTaskGroup(of: Finding?.self) { group in
      for host in hosts { group.addTask { await self.send(to: host) } }
      var failure: Finding?
      for await finding in group { failure = failure ?? finding }
      return failure
    }
  }

  private func send(to host: HostID) async -> Finding? {
    let target = state.withLock { $0.entries.count }
    // An agent that has less than it said (another leader's copy) says so, and gets everything: two tries are enough.
    for _ in 0..<3 {
      let (from, entries) = state.withLock { state in
        let from = state.acknowledged[host] ?? 0
        return (from, Array(state.entries.dropFirst(from)))
      }
      guard from < target else { return nil }
      do throws(ProtocolError) {
        let reply = try await performer.ask(
          host, KeepRunEntries(from: from, entries: entries), deadline: .seconds(5))
        state.withLock { $0.acknowledged[host] = min(reply.count, $0.entries.count) }
      } catch {
        return Finding(
          observed: "\(host) does not keep the run's journal: \(error.message)",
          required: "a copy at every participant before this step", next: error.next)
      }
    }
    let reached = state.withLock { $0.acknowledged[host] ?? 0 }
    return reached >= target
      ? nil
      : Finding(
        observed: "\(host) keeps \(reached) of \(target) lines of the run's journal",
        required: "a copy at every participant before this step", next: "run it again")
  }
}
