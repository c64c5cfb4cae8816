import Certificates
import Protocol

/// The errors of the modules below, as the operator gets them.
extension ProtocolError: OperatorErrorConvertible {
  var operatorError: OperatorError {
    OperatorError(
      code: code.rawValue.snakeCased, message: message, observed: cause, next: next.isEmpty ? nil : next)
  }
}

extension CertificateError: OperatorErrorConvertible {
  var operatorError: OperatorError {
    OperatorError(
      code: "certificate_\(code.rawValue.snakeCased)", message: message, observed: cause.isEmpty ? nil : cause,
      next: remedy)
  }
}

extension BootstrapError: OperatorErrorConvertible {
  var operatorError: OperatorError {
    OperatorError(
      code: "bootstrap_\(code.rawValue)", message: "\(host) could not be bootstrapped", observed: observed,
      required: required, next: next)
  }
}

extension String {
  /// `leaseHeld` as `lease_held`: codes that programs branch on are spelled in one way.
  var snakeCased: String {
    reduce(into: "") { result, character in
      if character.isUppercase, !result.isEmpty { result += "_" }
      result += character.lowercased()
    }
  }
}
