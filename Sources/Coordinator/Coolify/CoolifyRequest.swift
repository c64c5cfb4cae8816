import Protocol

/// A call of Coolify's API. Token and body are secrets, so that a request can be shown.
struct CoolifyRequest: Hashable, Sendable {
  /// The HTTP methods of the contract.
  enum Method: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  let method: Method
  let address: CoolifyAddress
  /// Below the base, with a slash at its start.
  let path: String
  let token: Secret
  /// JSON. Coolify refuses a POST or PATCH without a JSON body (400), so theirs is never empty.
  let body: Secret?

  /// The whole address.
  var url: String { address.base + path }
}

extension CoolifyRequest {
  /// A part of a path from somebody else's text: what could end the part is encoded.
  static func segment(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        String(UnicodeScalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
