import Cutover

/// Clients that add jobs wherever a Redis takes them, and workers that finish them where they are told to.
extension World {
  func work() {
    // A pause may expire at any time: the fence is the only barrier (safety.md, trap 16).
    if faultsLeft > 0, random.chance(4) { for index in 0..<2 { redis[index].isPaused = false } }
    if random.chance(2) {
      let index = random.below(2)
      if redis[index].acceptsWrites, !redis[index].isPaused { write(to: index, isDone: false) }
      return
    }
    let index = random.below(workers.count)
    guard let host = workers[index], host.isRunning else { return }
    let target = redis[host.redis]
    guard target.acceptsWrites, !target.isPaused, target.depths[0].waiting > 0 else { return }
    write(to: host.redis, isDone: true)
  }

  func write(to index: Int, isDone: Bool) {
    redis[index].write(UInt32(truncatingIfNeeded: acknowledged) << 1 | (isDone ? 1 : 0))
    acknowledged += 1
    note("write \(acknowledged) on redis \(index), which has \(redis[index].log.count)")
  }
}
