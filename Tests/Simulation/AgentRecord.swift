import Cutover

/// One record of an agent's journal: of one of its machines.
enum AgentRecord {
  case pen(PenJournalRecord)
  case lease(LeaseJournalRecord)
  case workers(WorkersJournalRecord)
  case cut(CutJournalRecord)
}
