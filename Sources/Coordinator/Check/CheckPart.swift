import Cutover
import Protocol

/// One answer, or a few that are asked for together, as checks judge it.
enum CheckPart: Sendable {
  case host(HostID, CheckFacts.Answer<Protocol.HostFacts>)
  case leader(CheckFacts.Answer<RedisFacts>)
  case follower(
    CheckFacts.Answer<RedisFacts>, reach: CheckFacts.Answer<ProbeRedis.Reply>?,
    logins: [HostID: CheckFacts.Answer<ProbeRedis.Reply>])
  case image(String, CheckFacts.Answer<Protocol.HostFacts>)
  case noImage
  case path(HostID, HostID, CheckFacts.Answer<TailnetFacts>)
  case clients(CheckFacts.Answer<[ClientFacts]>)
  case audit(CheckFacts.Answer<AuditQueues.Reply>)
  case app(AppFindings)
  case workers(
    HostID, WorkersReference, CheckFacts.Answer<VariableFacts>?, CheckFacts.Answer<[WorkerFacts]>?)
}

/// What is asked, and which checks rest on the answer: a question on which no wanted one rests is not asked.
struct CheckQuestion: Sendable {
  /// The checks that need it, alone or with others.
  let yields: Set<CheckID>
  /// Asks it.
  let ask: @Sendable () async -> CheckPart
}
