import ArgumentParser
import Cutover

/// The option by which an operator accepts a failed check by name.
struct AcceptOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Go on although this check fails; it is recorded. May be given several times. Not every check can be accepted.",
      valueName: "check"))
  var accept: [String] = []

  /// Those that were named.
  var ids: Set<CheckID> { Set(accept.compactMap(CheckID.init(rawValue:))) }

  func validate() throws {
    for name in accept {
      guard let id = CheckID(rawValue: name) else { throw ValidationError(CheckNames.unknown(name)) }
      guard id.isAcceptable else {
        throw ValidationError("\(name) cannot be accepted: the safety of a run rests on it")
      }
    }
  }
}
