/// The closed set of verbs: what is not here cannot be asked. Each case says what it can touch.
public enum VerbName: String, Codable, Hashable, Sendable, CaseIterable {
  /// Who are you, and what do you speak? Touches nothing.
  case hello
  /// The host's memory, disk, load, clock and Docker. Reads only.
  case hostFacts
  /// One Redis: its container and its INFO. Reads only.
  case inspectRedis
  /// How deep each BullMQ queue is. Reads only.
  case queueDepths
  /// Whether ids that wait in queues have their jobs. Reads only.
  case auditQueues
  /// How this host reaches another one in the tailnet. Reads only.
  case tailnet
  /// How fast this host's agent reaches another one's: sends it a bounded number of bytes. Reads only.
  case measureLink
  /// How many jobs queues were ever given. Reads only.
  case queueCounters
  /// Sends the one request of the fleet file that makes a producer add a job. Touches whoever listens there.
  case sendProbe
  /// Writes a key of its own, for a minute, and reads it back. Touches that key of the Redis that holds the pen.
  case writeCanary
  /// Which clients a Redis has, by container where it is known. Reads only.
  case redisClients
  /// The workers of one compose project and the URL that each really has. Reads only.
  case inspectWorkers
  /// The App's containers and the Redis that each really has. Reads only.
  case inspectApp
  /// Which file supplies a variable. Reads only.
  case resolveVariable
  /// Can this host reach that Redis, with that password? Reads only.
  case probeRedis
  /// Grants, renews or ends the lease. Touches the agent's own journal.
  case lease
  /// Tells an agent without a journal what the fleet knows. Touches the agent's own journal.
  case learn
  /// Brings the target Redis up from the template. Touches its directory and container.
  case provision
  /// Removes what `provision` made in this run. Touches the same.
  case removeProvisioned
  /// Sets the leading Redis up for a copy. Touches its settings, and records the previous ones.
  case prepareLeader
  /// Puts the previous settings back.
  case restoreLeader
  /// Makes one Redis follow the other through the relay. Touches the follower's role.
  case attach
  /// Waits until the copy is whole, and streams how far it is. Reads only.
  case awaitSync
  /// Ends the following, read-only. Touches the follower's role.
  case detach
  /// Writes the new env file beside the old one and proves it. Touches the project's directory.
  case stageEnvironment
  /// Removes the staged file. Touches the project's directory.
  case discardEnvironment
  /// Votes on going on, with evidence. Touches the agent's own journal.
  case vote
  /// Stops the worker services by name. Touches their containers and restart policies.
  case drain
  /// Starts the same workers again where they were. Touches their containers and restart policies.
  case resumeWorkers
  /// Hands the pen over: the critical section. Touches the leading Redis.
  case cut
  /// Puts the staged env file in place: a rename. Touches the project's directory.
  case flip
  /// Recreates the workers with what the env file says now. Touches their containers.
  case startWorkers
  /// Keeps lines of the run's journal. Touches the agent's own journal.
  case keepRunEntries
  /// What is kept of the newest run's journal. Reads only.
  case readRunCopy
  /// Passes an operator's wish to the coordinator that leads the run. Touches the agent's own journal.
  case askRun
  /// Bars the cuts of a run that is aborted, or stops the one that is under way. Touches the agent's own journal.
  case abortCut
  /// Watches Redis and workers from now on, until the window is over. Touches the agent's own journal, and reads.
  case beginSoak
  /// What was seen in that window. Reads only.
  case readSoak
  /// The holder is off for good, as an operator typed: takes the pen. Touches the agent's own journal, then its Redis.
  case takePen
  /// Copies a Redis's data into a file of the agent. Touches its state directory; the Redis writes its own snapshot.
  case backUp
  /// Restores a backup into a throw-away Redis and counts it. Touches containers of its own only.
  case proveBackUp
  /// What stands around a Redis that is to be retired. Reads only.
  case inspectRetirement
  /// Removes the container of a Redis without the pen, after a proven backup; its volumes stay.
  case retireRedis
  /// Removes a volume of a retired Redis for good.
  case removeVolume
  /// Has an old Redis's name answered by a stand-in. Touches a container of its own, and that Redis's port.
  case beginStandIn
  /// Removes the stand-in. Touches the same.
  case endStandIn
  /// What the pen's records say. Reads only.
  case penFacts
  /// Between agents: opens the leading end of the relay; the connection becomes a byte stream. Reads the data set.
  case relay
  /// Between agents: takes bytes, to be timed. Writes a few into the agent's own directory and removes them.
  case measure
  /// Between agents: be ready to receive the pen. Touches the agent's own journal.
  case arm
  /// Between agents: wait until your Redis is at this position. Reads only.
  case awaitPosition
  /// Between agents: your counts of these queues, at this position. Reads only.
  case compare
  /// Between agents: how far your Redis's data is. Reads only.
  case readProgress
  /// Between agents: the pen is yours. Touches the journal, then the following Redis.
  case promote
  /// Between agents: this attempt must never promote. Touches the agent's own journal.
  case bar
  /// Do you hold the pen? A yes bars every cut of that epoch or lower.
  case whoHolds

  /// Reads a name.
  /// - Throws: ``ProtocolError`` with `verbUnknown`: a peer of another version is told so, not that it is unreadable.
  public init(from decoder: any Decoder) throws {
    guard let name = VerbName(rawValue: try decoder.singleValueContainer().decode(String.self)) else {
      throw ProtocolError(
        .verbUnknown, "a verb that this build does not know",
        next: "run `coordinator upgrade`, which brings both sides to one version")
    }
    self = name
  }

  /// Whether a peer of this role may ask this verb (design, "Security").
  public func isAllowed(for role: PeerRole) -> Bool {
    switch self {
    case .hello, .whoHolds: return true
    case .relay, .measure, .arm, .awaitPosition, .compare, .readProgress, .promote, .bar: return role == .agent
    case .auditQueues, .tailnet, .measureLink, .hostFacts, .inspectRedis, .queueDepths, .redisClients, .inspectWorkers,
      .inspectApp,
      .resolveVariable,
      .probeRedis, .lease, .learn, .provision, .removeProvisioned, .prepareLeader, .restoreLeader, .attach,
      .awaitSync, .detach, .stageEnvironment, .discardEnvironment, .vote, .drain, .resumeWorkers, .cut, .flip,
      .startWorkers, .penFacts, .keepRunEntries, .readRunCopy, .askRun, .abortCut, .takePen, .beginSoak, .readSoak,
      .backUp, .proveBackUp, .inspectRetirement, .retireRedis, .removeVolume, .queueCounters, .sendProbe,
      .writeCanary, .beginStandIn, .endStandIn:
      return role == .coordinator
    }
  }

  /// Whether the verb changes anything on the host. What changes something runs to its end even when the asker goes, and
  /// a repeated request gets the first one's answer; what only reads is asked anew.
  public var changesSomething: Bool {
    switch self {
    case .auditQueues, .tailnet, .measureLink, .measure, .hello, .hostFacts, .inspectRedis, .queueDepths, .redisClients,
      .inspectWorkers,
      .inspectApp,
      .resolveVariable, .probeRedis, .awaitSync, .penFacts, .readRunCopy, .awaitPosition, .compare, .readProgress,
      .relay, .readSoak, .inspectRetirement, .queueCounters:
      return false
    case .lease, .learn, .provision, .removeProvisioned, .prepareLeader, .restoreLeader, .attach, .detach,
      .stageEnvironment, .discardEnvironment, .vote, .drain, .resumeWorkers, .cut, .flip, .startWorkers, .arm,
      .promote, .bar, .whoHolds, .keepRunEntries, .askRun, .abortCut, .takePen, .beginSoak, .backUp,
      .proveBackUp, .retireRedis, .removeVolume, .sendProbe, .writeCanary, .beginStandIn,
      .endStandIn:
      return true
    }
  }

  /// Whether the verb is obeyed only under a live lease: with the run and the epoch that this agent has granted (S5). The
  /// agents' own verbs carry an attempt, which the pen's machine judges.
  public var needsLease: Bool {
    switch self {
    case .auditQueues, .tailnet, .measureLink, .measure, .hello, .hostFacts, .inspectRedis, .queueDepths, .redisClients,
      .inspectWorkers,
      .inspectApp,
      .resolveVariable, .probeRedis, .awaitSync, .penFacts, .readRunCopy, .awaitPosition, .compare, .readProgress,
      .relay, .lease, .learn, .arm, .promote, .bar, .whoHolds, .keepRunEntries, .askRun, .abortCut, .readSoak,
      .inspectRetirement, .queueCounters, .sendProbe:
      return false
    case .provision, .removeProvisioned, .prepareLeader, .restoreLeader, .attach, .detach, .stageEnvironment,
      .discardEnvironment, .vote, .drain, .resumeWorkers, .cut, .flip, .startWorkers, .takePen, .beginSoak, .backUp,
      .proveBackUp, .retireRedis, .removeVolume, .writeCanary, .beginStandIn,
      .endStandIn:
      return true
    }
  }
}
