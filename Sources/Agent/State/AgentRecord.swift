import Cutover
import Docker
import Protocol

/// One entry of the agent's journal: a record of one of its machines, or a value that a run must put back. One file for
/// all, so that their order is never in doubt.
enum AgentRecord: Codable, Hashable, Sendable {
  /// The pen and the receiver's record.
  case pen(PenJournalRecord)
  /// The lease.
  case lease(LeaseJournalRecord)
  /// The workers of one project.
  case workers(project: String, WorkersJournalRecord)
  /// Which workers a project's machine speaks of.
  case workersNamed(WorkersReference)
  /// A cut was ordered: what its recovery needs to know of the two Redis servers.
  case cutOrdered(PerformCut)
  /// A copy that nobody watches, and when it ends.
  case hold(HoldJournalRecord)
  /// Which Redis a run sets up to lead: what putting it back needs to know, beside the settings.
  case leaderNamed(RedisReference)
  /// The critical section.
  case cut(CutJournalRecord)
  /// A setting of a Redis was changed; it goes back by `settingRestored`.
  case settingChanged(container: String, SettingChange)
  /// This setting of this Redis is as before the run.
  case settingRestored(container: String, name: String)
  /// The restart policy of a Redis before it was taken away, in this boot of the host.
  case restartPolicyTaken(container: String, policy: String, bootID: String)
  /// It was put back.
  case restartPolicyRestored(container: String)
  /// This fleet made the Redis of this container, in this run.
  case provisioned(container: String, run: RunID)
  /// It was removed again.
  case provisionedRemoved(container: String)
  /// The new env file of a project lies beside the old one.
  case environmentStaged(project: String, StagedEnvironmentFile)
  /// It was thrown away.
  case environmentDiscarded(project: String)
  /// It is in place; the one before is kept beside it.
  case environmentFlipped(project: String, run: RunID, StagedEnvironmentFile)
  /// This host's Redis follows another host's through our relay, whose plain end is there.
  case attached(ReplicationLink)
  /// It no longer does.
  case detached(container: String)
  /// It cannot go on without a full copy, which its relay does not let pass.
  case linkLost(container: String, LostLink)
  /// Lines of a run's journal, behind so many of the same leader; a new leader's first ones replace what was there.
  case runKept(Grant, from: Int, [RunEntry])
  /// What an operator at another laptop wants of the run under this lease, and who it is.
  case runWished(Grant, RunWish, holder: String)
  /// Where a Redis that must not serve belongs, before it is taken out of there.
  case networksRecorded(container: String, [NetworkPlace])
  /// A backup of this Redis was restored in this run, and had what the Redis had.
  case backUpProved(container: String, run: RunID, BackUpFacts)
  /// A Redis of this host is being retired, or has been: what is left of it.
  case retired(RetiredRedis)
  /// The data of the Redis that holds the pen has the marker of this pen epoch.
  case penMarked(container: String, Epoch)
  /// A stand-in answers at the name of a Redis of this host, or is about to, or no longer does.
  case standIn(StandInRecord)
  /// A run asked to watch: what the keeper needs to know of Redis and workers.
  case soakOrdered(BeginSoak)
  /// The window, what was seen in it, and its end.
  case soak(SoakJournalRecord)
}
