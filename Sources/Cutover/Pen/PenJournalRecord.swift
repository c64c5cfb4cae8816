/// What `PenMachine` makes durable.
public enum PenJournalRecord: Sendable, Hashable, Codable {
  /// The pen record that this agent starts from: written by bootstrap or provision, or learned from the fleet.
  case learned(PenRecord)
  /// A new pen record.
  case pen(PenRecord)
  /// A new receiver record that leaves the pen where it is (ARMED, BARRED).
  case receiver(ReceiverRecord)
  /// PROMOTED and HOLD in one record: the commit point cannot tear.
  case promoted(Attempt)
  /// No cut of this epoch or a lower one may begin here.
  case cutsBarred(through: Epoch)
}
