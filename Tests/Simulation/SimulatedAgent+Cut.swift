import Cutover

/// Performs what `CutMachine` decides, as `CutShell` does: one Redis connection, every effect ends in its event or fails.
extension SimulatedAgent {
  func perform(_ effect: CutEffect, _ world: World) {
    guard let attempt = cut?.plan.attempt, let receiver = cut.flatMap({ world.number(of: $0.plan.receiver) }) else {
      return
    }
    world.note("\(host) cut: \(effect)")
    switch effect {
    case .armReceiver(let attempt, let expected): ask(receiver, .arm(attempt, expected), effect, attempt, world)
    case .pingReceiver: ask(receiver, .ping, effect, attempt, world)
    case .awaitReceiver(let position): ask(receiver, .awaitPosition(position), effect, attempt, world)
    case .compare(let position): ask(receiver, .compare(position), effect, attempt, world)
    case .promoteReceiver(let order): ask(receiver, .promote(order), effect, attempt, world)
    case .barReceiver(let attempt): ask(receiver, .bar(attempt), effect, attempt, world)
    case .reportUndetermined(let missing, _): answer(cutCaller, .done(.cut(.undetermined(mustReach: missing))), world)
    case .reportBlocked: break
    case .finish(let result):
      answer(cutCaller, .done(.cut(result)), world)
      cutCaller = nil
      cut = nil
      tell(.cutEnded(clock: LeaseClock(), pen: pen.pen), world)
    case .clearRestartPolicy, .enterCut, .pauseAndRead, .fenceAndProve, .yieldPen, .releaseClients, .follow,
      .fenceAgain, .unfence, .unpauseClients, .returnPen, .restoreRestartPolicy:
      performHere(effect, receiver, world)
    }
  }

  private func ask(_ receiver: Int, _ request: Request, _ effect: CutEffect, _ attempt: Attempt, _ world: World) {
    call(receiver, request, .cut(effect, attempt), world)
  }

  /// A failure that is reported may be one before or after the deed.
  private func performHere(_ effect: CutEffect, _ receiver: Int, _ world: World) {
    guard world.strikes() else {
      if let event = act(effect, receiver, world) { tell(event, world) }
      return
    }
    if world.random.chance(2) { _ = act(effect, receiver, world) }
    tell(.failed(effect, World.trouble), world)
  }

  private func act(_ effect: CutEffect, _ receiver: Int, _ world: World) -> CutEvent? {
    switch effect {
    case .clearRestartPolicy:
      world.redis[index].restartsByItself = false
      return .restartPolicyRead(isNo: true)
    case .restoreRestartPolicy:
      guard world.redis[index].isRunning else { return .holderChanged(nil) }
      world.redis[index].restartsByItself = true
      return .restartPolicyRestored
    case .enterCut(let attempt): return tellPenFromCut(.cutBegins(attempt, granted: lease.granted), world)
    case .yieldPen(let attempt): return tellPenFromCut(.cutPassed(attempt), world)
    case .returnPen(let attempt): return tellPenFromCut(.cutUndone(attempt), world)
    case .unfence, .unpauseClients:
      guard world.redis[index].isRunning else { return .holderChanged(nil) }
      return command(effect, receiver, world)
    case .pauseAndRead, .fenceAndProve, .fenceAgain, .releaseClients, .follow:
      guard world.redis[index].isRunning else { return .failed(effect, World.trouble) }
      return command(effect, receiver, world)
    case .armReceiver, .pingReceiver, .awaitReceiver, .compare, .promoteReceiver, .barReceiver, .reportUndetermined,
      .reportBlocked, .finish:
      return nil
    }
  }

  private func command(_ effect: CutEffect, _ receiver: Int, _ world: World) -> CutEvent? {
    switch effect {
    case .pauseAndRead:
      world.redis[index].isPaused = true
      return .paused(world.redis[index].position)
    case .fenceAndProve, .fenceAgain:
      world.redis[index].follow(nil, mayCopyFully: false)
      let redis = world.redis[index]
      return .fenced(
        HolderReading(
          identity: redis.identity, position: redis.position, refusedWrite: redis.replicaReadOnly, depths: redis.depths)
      )
    case .releaseClients, .unpauseClients:
      world.redis[index].isPaused = false
      return .clientsReleased
    case .unfence(let identity):
      guard world.redis[index].identity == identity else {
        world.redis[index].follow(nil, mayCopyFully: false)
        return .holderChanged(world.redis[index].identity)
      }
      world.redis[index].becomeMaster(fresh: world.fresh())
      return .unfenced
    case .follow:
      world.redis[index].follow(receiver, mayCopyFully: false)
      return .following
    default: return nil
    }
  }

  /// An answer to a call of the cut, or of the workers' question.
  func hear(_ reply: Reply, _ number: Int, _ world: World) {
    guard let call = calls[number] else { return }
    calls[number] = nil
    switch call.purpose {
    case .holder(let other):
      guard case .pen(let answer) = reply else { return }
      tell(.holderAnswered(world.agents[other].host, answer), world)
    case .cut(let effect, let attempt):
      guard cut?.plan.attempt == attempt else { return }
      switch reply {
      case .arm(let answer): tell(.armAnswered(answer), world)
      case .promote(let answer): tell(.promoteAnswered(answer), world)
      case .bar(let answer): tell(.barAnswered(answer), world)
      case .pong: if !call.isOver { tell(.receiverPinged, world) }
      case .reached(let position): if !call.isOver { tell(.receiverReached(position), world) }
      case .compared(let reading): if !call.isOver { tell(.compared(reading), world) }
      case .failed(let finding): giveUp(effect, finding, world)
      case .done, .stale, .lease, .inspected, .ballot, .pen, .abort: break
      }
    }
  }

  /// The time for this call is up. Its answer may still come.
  func timeOut(_ number: Int, _ world: World) {
    guard let call = calls[number], !call.isOver else { return }
    calls[number]?.isOver = true
    switch call.purpose {
    case .holder(let other):
      calls[number] = nil
      tell(.holderAnswered(world.agents[other].host, .unreachable), world)
    case .cut(let effect, let attempt):
      guard cut?.plan.attempt == attempt else { return }
      giveUp(effect, World.trouble, world)
    }
  }

  private func giveUp(_ effect: CutEffect, _ finding: Finding, _ world: World) {
    switch effect {
    case .promoteReceiver: tell(.promoteUnanswered(finding), world)
    case .barReceiver: tell(.receiverUnreachable(finding), world)
    default: tell(.failed(effect, finding), world)
    }
  }
}
