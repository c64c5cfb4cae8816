/// A message on its way. It outlives its sender, and may arrive late, more than once, or never.
struct Envelope {
  enum Body {
    case request(Request)
    case reply(Reply)
  }

  /// The number of the call; its answer carries the same.
  let call: Int
  let from: Party
  let to: Party
  let body: Body
  /// It cannot arrive before this step: a stalled connection.
  var due = 0
}
