import Foundation

/// Who steers, and from where: what agents record as the holder of a lease, and the name in the coordinator's certificate.
struct LaptopIdentity: Hashable, Sendable, CustomStringConvertible {
  /// The operator's login name.
  let user: String
  /// The laptop's host name without its domain.
  let laptop: String

  /// Takes both names as they come.
  init(user: String, laptop: String) {
    self.user = user
    self.laptop = laptop
  }

  /// This process's operator and machine.
  /// - Parameter environment: `USER`, or `LOGNAME` (POSIX, 8.3), is the operator.
  init(environment: [String: String] = ProcessInfo.processInfo.environment, hostName: String = Self.hostName) {
    let user = ["USER", "LOGNAME"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    self.init(
      user: user ?? "operator", laptop: hostName.split(separator: ".").first.map(String.init) ?? "laptop")
  }

  /// `alice@laptop`, for people and journals.
  var description: String { "\(user)@\(laptop)" }

  /// `alice.laptop`: the same within what a certificate's name may have (``Identity``).
  var certificateName: String {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
    let text = "\(user).\(laptop)".map { allowed.contains($0) ? $0 : "_" }
    let name = String(text.drop { !($0.isLetter || $0.isNumber) }.prefix(63))
    return name.isEmpty ? "operator" : name
  }

  /// The machine's own name; nobody is asked over the network.
  static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "laptop" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
