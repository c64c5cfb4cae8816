/// Whose Redis may become writable.
public enum Unfencing: Sendable, Hashable, Codable {
  /// The holder's, now.
  case holder
  /// The holder's, once the receiver has durably answered `barred`.
  case holderAfterBar
  /// The receiver's, after the checks of a restart; the holder records NOT and follows.
  case receiver
  /// Neither; status says that the other agent must be reached.
  case nobody

  /// The table "who un-fences" of safety.md, as one function. Where the two records contradict each other (HOLD or an
  /// unsent promote against PROMOTED: an operator declared the wrong host lost), nobody does.
  public static func decide(holder: HolderStanding, receiver: ReceiverStanding) -> Unfencing {
    switch (holder, receiver) {
    case (.hold, .none), (.hold, .armed), (.hold, .barred), (.hold, .unreachable): .holder
    case (.hold, .promoted): .nobody
    case (.cutPromoteNeverSent, .none), (.cutPromoteNeverSent, .armed), (.cutPromoteNeverSent, .barred): .holder
    case (.cutPromoteNeverSent, .unreachable): .holder
    case (.cutPromoteNeverSent, .promoted): .nobody
    case (.cutPromoteMaybeSent, .none), (.cutPromoteMaybeSent, .armed): .holderAfterBar
    case (.cutPromoteMaybeSent, .barred): .holder
    case (.cutPromoteMaybeSent, .promoted): .receiver
    case (.cutPromoteMaybeSent, .unreachable): .nobody
    case (.not, .promoted): .receiver
    case (.not, .none), (.not, .armed), (.not, .barred), (.not, .unreachable): .nobody
    }
  }
}
