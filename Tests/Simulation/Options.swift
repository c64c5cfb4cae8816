/// The command line: `simulation [--seeds N] [--first N] [--coverage]`, or `simulation --seed N` for one, traced.
struct Options {
  var seeds = 5_000
  var first: UInt64 = 1
  var single: UInt64?
  var showsCoverage = false

  static let usage = "usage: simulation [--seeds COUNT] [--first SEED] [--seed SEED] [--coverage]"

  /// Nil where the arguments make no sense.
  init?(arguments: [String]) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      switch name {
      case "--coverage": showsCoverage = true
      case "--seeds":
        guard let value = rest.popFirst().flatMap({ Int($0) }), value > 0 else { return nil }
        seeds = value
      case "--first":
        guard let value = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
        first = value
      case "--seed":
        guard let value = rest.popFirst().flatMap({ UInt64($0) }) else { return nil }
        single = value
      default: return nil
      }
    }
  }
}
