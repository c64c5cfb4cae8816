import Certificates
import Cutover
import Foundation
import Protocol

/// What a plan rests on: where any of this is another one later, the plan is of something else. Counts that move while
/// jobs flow are no part of it.
struct PlanFacts: Codable, Hashable, Sendable {
  /// Which way.
  let direction: Direction
  /// Facts by name, as an operator would call them: `fiskai-redis on vps-01: container`.
  let values: [String: String]

  /// Twelve hexadecimal digits of SHA-256 over all of it.
  var hash: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Strings alone cannot fail to encode, and hashing them needs no more than memory.
    guard let data = try? encoder.encode(self), let digest = try? SHA256.hex(Array(data)) else { return "" }
    return String(digest.prefix(12))
  }

  /// What is different now, in words; empty where nothing is.
  func drift(to now: PlanFacts) -> [String] {
    Set(values.keys).union(now.values.keys).sorted().compactMap { name in
      let (before, after) = (values[name], now.values[name])
      guard before != after else { return nil }
      return "\(name) was \(before ?? "not there"), is \(after ?? "gone")"
    }
  }
}
