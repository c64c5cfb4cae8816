import Cutover
import FoundationEssentials

/// What the data of the Redis that holds the pen carries, so that one that comes back empty, or with another's data, is
/// told from one that may serve (`safety.md`, trap 5).
struct PenMarker: Codable, Hashable, Sendable {
  /// The key, outside of every queue's prefix.
  static let key = "cutover:pen"

  /// The fleet whose pen it is.
  let fleet: String
  /// The pen's epoch: the attempt that moved it last.
  let pen: Epoch

  /// Makes the marker of a fleet's pen.
  init(fleet: String, pen: Epoch) {
    self.fleet = fleet
    self.pen = pen
  }

  /// Reads a marker; `nil` for anything else, nothing included.
  init?(text: String?) {
    guard let text, let marker = try? JSONDecoder().decode(PenMarker.self, from: Array(text.utf8).data) else {
      return nil
    }
    self = marker
  }

  /// As it is stored.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Two plain fields cannot fail to encode.
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension [UInt8] {
  fileprivate var data: Data { Data(self) }
}
