/// Where one attempt stands. Until `promoting` the holder decides alone; from there only the receiver's record does.
public enum CutState: Sendable, Hashable {
  /// Nothing was done. Exits: `clearing`; `ended` when it is aborted.
  case ready
  /// The holder's Redis loses its restart policy. Exits: `arming`, `undoing`.
  case clearing
  /// The receiver records ARMED. Exits: `entering`, `undoing`.
  case arming
  /// The holder records CUT. Exits: `pinging`, `undoing`.
  case entering
  /// The road is tried once more. Exits: `pausing`, `undoing`.
  case pinging
  /// Clients are being paused. Exits: `awaiting`, `undoing`.
  case pausing
  /// The receiver catches up with the paused holder. Exits: `fencing`, `undoing`.
  case awaiting(ReplicationPosition)
  /// The holder's Redis becomes read-only. Exits: `comparing`, `undoing`.
  case fencing
  /// Equality is proven after the fence. Exits: `promoting`, `undoing`.
  case comparing(HolderReading)
  /// A promote may have been sent. Exits: `yielding` on PROMOTED, `barring` on anything else.
  case promoting(HolderReading)
  /// The receiver is asked to bar, until it answers. Exits: `undoing` on BARRED, `yielding` on PROMOTED.
  case barring(Finding, HolderReading?)
  /// After a crash: fence and bar. Exits: as `barring`, once no fence is in flight.
  case recovering(fenceInFlight: Bool, BarAnswer?)
  /// The holder records NOT. Exits: `releasing`.
  case yielding(CutDetails)
  /// Clients are cut off, so that they connect anew. Exits: `following`.
  case releasing(CutDetails)
  /// The reverse link comes up. Exits: `ended`.
  case following(CutDetails)
  /// What was done is being taken back, first step first. Exits: `ended`.
  case undoing(CutUndo)
  /// Over. No exit.
  case ended(CutResult)
}
