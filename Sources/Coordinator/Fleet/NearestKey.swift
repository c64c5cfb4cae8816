/// Finds the word that somebody meant.
enum NearestKey {
  /// The candidate with the fewest typing mistakes from `word`, if they are few for its length.
  static func suggestion(for word: String, among candidates: [String]) -> String? {
    let folded = word.lowercased().replacing("-", with: "_")
    let allowed = max(1, folded.count / 3)
    let nearest =
      candidates
      .map { (key: $0, distance: distance(folded, $0.lowercased().replacing("-", with: "_"))) }
      .min { $0.distance < $1.distance }
    // As many mistakes as letters: nothing of the word is left.
    guard let nearest, nearest.distance <= allowed, nearest.distance < max(folded.count, nearest.key.count) else {
      return nil
    }
    return nearest.key
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[right.count]
  }
}
