import Cutover

/// Performs what `PenMachine`, `LeaseMachine` and `WorkersMachine` decide.
extension SimulatedAgent {
  func perform(_ effect: PenEffect, asker: Envelope?, _ world: World) {
    world.note("\(host) pen: \(effect)")
    switch effect {
    case .answerHolder(let answer): self.answer(asker, .pen(answer), world)
    case .answerAbort(let answer): self.answer(asker, .abort(answer), world)
    case .answerArm(let answer): self.answer(asker, .arm(answer), world)
    case .answerBar(let answer): self.answer(asker, .bar(answer), world)
    case .answerPromote(let answer): self.answer(asker, .promote(answer), world)
    case .abortCut(let attempt): if cut?.plan.attempt == attempt { tell(.abortRequested, world) }
    case .clearRestartPolicy: world.redis[index].restartsByItself = false
    case .promoteRedis(let attempt):
      guard world.redis[index].isRunning, !world.strikes() else {
        return tell(.redisPromotionFailed(attempt, World.trouble), asker: asker, world)
      }
      world.redis[index].becomeMaster(fresh: world.fresh())
      tell(.redisPromoted(attempt), asker: asker, world)
    case .verifyHolder, .keepFenced: supervise(world)
    case .recoverCut, .answerCut, .penReturned, .penYielded: break
    }
  }

  /// The Redis of this host is made what the pen record says, in one turn with the record; what returned detached is
  /// connected only then. While a cut runs here, that decides.
  func supervise(_ world: World) {
    guard index < 2, world.redis[index].isRunning else { return }
    switch pen.pen {
    case .hold:
      // The checks of a restart: without the pen marker in its data it stays fenced and cut off.
      guard !world.redis[index].isEmptied else { return world.redis[index].follow(nil, mayCopyFully: false) }
      world.redis[index].becomeMaster(fresh: world.fresh())
      world.redis[index].configuredRole = .master
    case .cut:
      // Whatever its configuration file says: a holder follows nobody, it would be given that one's data.
      world.redis[index].follow(nil, mayCopyFully: false)
    case .not:
      if world.redis[index].role == .master { world.redis[index].follow(nil, mayCopyFully: false) }
    case nil: return
    }
    world.redis[index].isReachable = true
  }

  /// Whether the Redis is not what the pen record says.
  func needsSupervision(_ world: World) -> Bool {
    let redis = world.redis[index]
    guard isUp, index < 2, !(redis.isEmptied && pen.pen != .not && redis.isRunning) else { return false }
    guard redis.isRunning, redis.isReachable else { return true }
    switch pen.pen {
    case .hold: return redis.role != .master || redis.configuredRole != .master
    case .not: return redis.role == .master
    case .cut, nil: return false
    }
  }

  func perform(_ effect: LeaseEffect, _ world: World) {
    switch effect {
    case .answer(let request, let answer):
      guard let asker = world.asker(of: Int(request)) else { return }
      world.send(Envelope(call: Int(request), from: .agent(index), to: asker, body: .reply(.lease(answer))))
    case .answerRenewal, .restartTimer, .stopTimer: break
    case .beginDeadManPlan(let grant): tell(.deadMan(grant), world)
    }
  }

  func perform(_ effect: WorkersEffect, _ world: World) {
    world.note("\(host) workers: \(effect)")
    switch effect {
    case .clearRestartPolicies: world.workers[index]?.restartsByItself = false
    case .stopWorkers:
      guard !world.strikes() else { return tell(.stopFailed(World.trouble), world) }
      world.workers[index]?.isRunning = false
      tell(.stopsEnded, world)
    case .castYes, .castNo: castBallots(effect, world)
    case .supplyEnvironment(let side):
      guard !world.strikes(), let run = workers.run else { return tell(.failed(World.trouble), world) }
      let target = world.number(of: side == .old ? run.leader : run.follower)
      if let target { world.workers[index]?.supplied = target }
      tell(.flipEnded(side), world)
    case .startWorkers(let side, _):
      guard !world.strikes(), let supplied = world.workers[index]?.supplied else {
        return tell(.failed(World.trouble), world)
      }
      world.workers[index]?.redis = supplied
      world.workers[index]?.isRunning = true
      world.workers[index]?.restartsByItself = true
      tell(.startEnded(side), world)
    case .discardStaged, .askHolders: break
    case .answer(let answer): answerOrders(answer, world)
    }
  }

  /// The answer ends every order that waits: those that wanted exactly this are done, the others are not.
  private func answerOrders(_ answer: WorkersAnswer, _ world: World) {
    let waiting = orders
    orders = []
    for order in waiting {
      self.answer(order.envelope, answer == order.expected ? .done(.none) : .failed(World.trouble), world)
    }
  }

  /// While the machine asks, both agents of the pair are asked again and again.
  func askHolders(_ world: World) {
    guard workers.state == .asking, let run = workers.run, let promise = workers.promise else { return }
    for host in [run.leader, run.follower] {
      guard let other = world.number(of: host) else { continue }
      call(other, .whoHolds(promise.epoch), .holder(other), world)
    }
  }
}
