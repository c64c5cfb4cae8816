/// What a peer is, by its certificate. The role decides which verbs it may ask.
public enum PeerRole: String, Codable, Hashable, Sendable, CaseIterable {
  /// A laptop that steers a fleet.
  case coordinator
  /// An agent of the same fleet: it may ask for the relay and the pen's questions, nothing else.
  case agent
}
