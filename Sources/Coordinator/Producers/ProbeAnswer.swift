/// What came back of a request whose status is all that matters.
enum ProbeAnswer: Hashable, Sendable {
  /// A status, as 202.
  case status(Int)
  /// None, and why. It may have been sent.
  case silent(String)
  /// It could not even be sent, and why: it may be tried again.
  case unsent(String)

  /// Whether the request was taken.
  var isSuccess: Bool {
    switch self {
    case .status(let code): (200..<300).contains(code)
    case .silent, .unsent: false
    }
  }

  /// In words.
  var words: String {
    switch self {
    case .status(let code): "answered \(code)"
    case .silent(let why), .unsent(let why): why
    }
  }
}
