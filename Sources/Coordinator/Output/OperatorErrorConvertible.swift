/// An error that can say what was observed, what was required and what to do next.
protocol OperatorErrorConvertible: Error {
  /// The error as the operator gets it.
  var operatorError: OperatorError { get }
}

extension OperatorError: OperatorErrorConvertible {
  var operatorError: OperatorError { self }
}
