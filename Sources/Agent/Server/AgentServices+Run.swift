import Cutover
import Protocol

/// Verbs of a run as a whole: its copied journal, and what operators at other laptops want of it.
extension AgentServices {
  /// Keeps lines of the run's journal.
  func keepRunEntries(
    _ verb: KeepRunEntries, _ context: RequestContext<KeepRunEntries>
  ) async throws(ProtocolError) -> KeepRunEntries.Reply {
    KeepRunEntries.Reply(count: try await state.keep(verb.entries, from: verb.from, grant: try context.grant))
  }

  /// What is kept of the newest run's journal.
  func readRunCopy(
    _: ReadRunCopy, _: RequestContext<ReadRunCopy>
  ) async throws(ProtocolError) -> ReadRunCopy.Reply {
    ReadRunCopy.Reply(copy: await state.runCopy)
  }

  /// Passes an operator's wish on to the coordinator that leads the run.
  func askRun(_ verb: AskRun, _: RequestContext<AskRun>) async throws(ProtocolError) -> Done {
    try await state.wish(verb.wish, of: verb.run, holder: verb.holder)
    return Done()
  }

  /// Bars the cuts of an aborted run, or stops the one that is under way.
  func abortCut(_ verb: AbortCut, _: RequestContext<AbortCut>) async throws(ProtocolError) -> AbortAnswer {
    var answer: AbortAnswer?
    for effect in try await state.handle(.abortAsked(verb.epoch)) {
      switch effect {
      case .answerAbort(let said): answer = said
      case .abortCut: cuts.abort()
      case .answerHolder, .answerCut, .penReturned, .penYielded, .answerArm, .answerBar, .answerPromote,
        .clearRestartPolicy, .promoteRedis, .verifyHolder, .recoverCut, .keepFenced:
        break
      }
    }
    guard let answer else { throw ProtocolError(.internalError, "the abort of a cut had no answer") }
    return answer
  }
}
