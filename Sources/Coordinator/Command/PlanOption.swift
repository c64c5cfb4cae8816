import ArgumentParser

/// The option by which a run rests on a plan that an operator has seen.
struct PlanOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Refuse to begin when anything has changed that this plan rests on: `coordinator plan` shows the hash.",
      valueName: "hash"))
  var plan: String?
}
