import Foundation
import Protocol

extension SecretSource {
  /// What is there now, without blanks around it; nil where there is nothing.
  func secret(in environment: [String: String]) -> Secret? {
    let text: String? =
      switch self {
      case .file(let path): try? String(contentsOfFile: path, encoding: .utf8)
      case .env(let name): environment[name]
      case .generate: nil
      }
    let secret = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return secret.isEmpty ? nil : Secret(secret)
  }

  /// The place for people: never what stands there.
  var place: String {
    switch self {
    case .file(let path): path
    case .env(let name): "$\(name)"
    case .generate: "`generate`"
    }
  }
}
