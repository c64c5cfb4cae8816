import Cutover

extension AbortAnswer {
  /// For the screen.
  var words: String {
    switch self {
    case .barred(let epoch): "no cut of epoch \(epoch) or lower can begin any more"
    case .insideCut: "the cut under way was asked to stop"
    case .tooLate: "the pen has moved already"
    case .needsLearning: "its agent has no journal"
    }
  }
}
