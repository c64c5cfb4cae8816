import Cutover

/// Messages, and the streams of replication, over links that may be cut one way or both.
extension World {
  /// Every laptop is one place of the network.
  func place(of party: Party) -> Int {
    switch party {
    case .agent(let index): index
    case .coordinator: agents.count
    }
  }

  func isOpen(_ from: Int, _ to: Int) -> Bool { blocked.isEmpty || from == to || !blocked.contains([from, to]) }

  /// Delivers one message, in any order. Over a link that is cut it is lost, or waits for better days.
  @discardableResult
  func deliver() -> Bool {
    guard !messages.isEmpty else { return false }
    let index = random.below(messages.count)
    let envelope = messages[index]
    guard envelope.due <= steps else { return false }
    guard isOpen(place(of: envelope.from), place(of: envelope.to)) else {
      if random.chance(3) { messages.remove(at: index) }
      return true
    }
    messages.swapAt(index, messages.count - 1)
    messages.removeLast()
    if strikes(), mishap(of: envelope) { return true }
    switch envelope.to {
    case .agent(let number): agents[number].receive(envelope, self)
    case .coordinator(let number):
      if case .reply(let reply) = envelope.body { coordinators[number].hear(reply, envelope.call, self) }
    }
    return true
  }

  /// Lost, repeated (the copy may come much later), or stalled past everything that its sender waits for.
  private func mishap(of envelope: Envelope) -> Bool {
    var copy = envelope
    copy.due = steps + random.below(1_500)
    switch random.below(3) {
    case 0:
      note("lost: \(envelope.body)")
      return true
    case 1:
      note("repeated: \(envelope.body)")
      messages.append(copy)
      return false
    default:
      note("stalled: \(envelope.body)")
      messages.append(copy)
      return true
    }
  }

  /// One step of a follower, or the end of its append-only rewrite. The relay needs both agents, and the follower's own
  /// carries nothing unless the pen record says NOT, whatever its configuration file says.
  func replicate() {
    let index = random.below(2)
    guard redis[index].isRunning else { return }
    if redis[index].isRewriting, random.chance(3) { redis[index].isRewriting = false }
    guard case .replica(of: .some(let leader)) = redis[index].role else { return }
    let isLinked =
      redis[index].isReachable && agents[index].journal.record == .not && redis[leader].isRunning && agents[index].isUp
      && agents[leader].isUp
      && isOpen(index, leader) && isOpen(leader, index)
    guard isLinked else {
      redis[index].linkUp = false
      return
    }
    redis[index].replicate(from: redis[leader], all: random.chance(2))
  }
}
