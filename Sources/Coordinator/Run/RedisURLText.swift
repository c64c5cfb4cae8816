/// The URL that workers get: the password percent-encoded, since a raw one with `@`, `:`, `/` or `#` would end the URL
/// early (`redis-bullmq.md`, "What the runbook gets wrong"). RFC 3986, 2.3: unreserved characters stay.
enum RedisURLText {
  /// `redis://:PASSWORD@ADDRESS:PORT`.
  static func text(address: Endpoint, password: String) -> String {
    "redis://:\(encoded(password))@\(address)"
  }

  private static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        result.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}
