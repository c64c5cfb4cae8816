/// An IPv4 or IPv6 address without a zone. Two spellings of one address are equal.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]

  /// Reads dotted IPv4 (four decimal parts, no leading zeros) or IPv6 (RFC 4291, 2.2). Nil for anything else, host
  /// names included.
  init?(_ text: String) {
    let parsed = text.contains(":") ? Self.parseIPv6(text) : Self.parseIPv4(text[...])
    guard let parsed else { return nil }
    bytes = parsed
  }

  /// Whether it is an IPv6 address.
  var isIPv6: Bool { bytes.count == 16 }

  /// Whether a single host can have it: neither "any address" nor multicast nor broadcast.
  var isUnicast: Bool {
    guard bytes.contains(where: { $0 != 0 }) else { return false }
    return isIPv6 ? bytes[0] != 0xff : bytes[0] != 0 && bytes[0] < 224
  }

  /// The canonical text (RFC 5952 for IPv6).
  var description: String {
    guard isIPv6 else { return bytes.map(String.init).joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    let hex = groups.map { String($0, radix: 16) }
    guard let zeros = Self.longestZeroRun(in: groups) else { return hex.joined(separator: ":") }
    return hex[..<zeros.lowerBound].joined(separator: ":") + "::" + hex[zeros.upperBound...].joined(separator: ":")
  }

  private static func longestZeroRun(in groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < groups.count {
      let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
      if end - start >= 2, end - start > (best?.count ?? 0) {
        best = start..<end
      }
      start = max(end, start) + 1
    }
    return best
  }

  private static func parseIPv4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      let plain = part == "0" || (!part.hasPrefix("0") && part.utf8.allSatisfy { (0x30...0x39).contains($0) })
      guard plain, let byte = UInt8(part) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func parseIPv6(_ text: String) -> [UInt8]? {
    guard let gap = text.firstRange(of: "::") else {
      guard let bytes = groups(text[...]), bytes.count == 16 else { return nil }
      return bytes
    }
    let head = text[..<gap.lowerBound]
    let tail = text[gap.upperBound...]
    guard let left = head.isEmpty ? [] : groups(head, mayEndInIPv4: false),
      let right = tail.isEmpty ? [] : groups(tail),
      left.count + right.count <= 14
    else { return nil }
    return left + [UInt8](repeating: 0, count: 16 - left.count - right.count) + right
  }

  private static func groups(_ text: Substring, mayEndInIPv4: Bool = true) -> [UInt8]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, mayEndInIPv4, part.contains(".") {
        guard let tail = parseIPv4(part) else { return nil }
        bytes += tail
        continue
      }
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16) else {
        return nil
      }
      bytes += [UInt8(group >> 8), UInt8(truncatingIfNeeded: group)]
    }
    return bytes
  }
}
