/// How far a step is, for the live view.
enum StepProgress: Sendable, Hashable {
  /// A copy: its stage, the bytes so far, and how many there will be where that is known.
  case copy(stage: String, bytes: Int, expected: Int?)
  /// Workers that still run.
  case workers(remaining: Int)
  /// It waits for something that somebody else does, in these words.
  case waiting(String)
  /// What is known of a producer.
  case producer(ProducerResult)
  /// A step inside the cut, with how long it took.
  case cut(step: String, microseconds: Int)
}
