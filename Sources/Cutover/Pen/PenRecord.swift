/// An agent's durable word on who may accept writes. A Redis role proves nothing; this record does (safety.md).
public enum PenRecord: Sendable, Hashable, Codable {
  /// This agent's Redis holds the pen, since the move of this epoch. Exits: `.cut` when a cut begins; a higher
  /// `.hold` when the operator declares the other holder lost.
  case hold(Epoch)
  /// A cut is under way; nobody but this cut and its recovery decides. Exits: `.hold` with the epoch that was held
  /// before, once no promotion is possible; `.not` once the receiver has recorded PROMOTED.
  case cut(Attempt, held: Epoch)
  /// Another Redis holds the pen, or none. Exits: `.hold` by a promotion.
  case not
}

extension PenRecord: CustomStringConvertible {
  /// As status shows it.
  public var description: String {
    switch self {
    case .hold(let epoch): "HOLD since epoch \(epoch)"
    case .cut(let attempt, _): "CUT (\(attempt))"
    case .not: "NOT"
    }
  }
}
