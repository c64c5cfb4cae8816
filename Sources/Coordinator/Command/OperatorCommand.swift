import ArgumentParser

/// A subcommand that talks to an operator: it has the shared options, so that the top of the program knows how to print
/// the error that it ends with.
protocol OperatorCommand: AsyncParsableCommand {
  /// The options that every subcommand has.
  var shared: SharedOptions { get }
}
