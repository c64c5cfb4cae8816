import ArgumentParser

/// The option of commands that lead a run.
struct TakeoverOption: ParsableArguments {
  @Flag(
    name: .long,
    help: "Take the lease from a coordinator that is still leading. From then on its orders are refused.")
  var takeover = false
}
