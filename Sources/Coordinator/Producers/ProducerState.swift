/// What is known of a producer.
enum ProducerState: String, Codable, Hashable, Sendable, CaseIterable {
  /// Jobs were added to its queue on the new side.
  case proven
  /// None yet, and there is time left, or it is an operator's turn.
  case pending
  /// It was not looked at.
  case notProbed = "not-probed"
  /// None, although there should be.
  case failed
}
