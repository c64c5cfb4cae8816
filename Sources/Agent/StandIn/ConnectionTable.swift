/// The kernel's table of TCP connections of a network namespace (`/proc/net/tcp` and `/proc/net/tcp6`, proc(5)): who is
/// connected to a port, where the process that listens there cannot be asked.
enum ConnectionTable {
  /// State 1 is ESTABLISHED (include/net/tcp_states.h).
  private static let established = "01"

  /// The remote addresses of established connections to a local port, with how many each has.
  static func peers(of port: Int, in table: String) -> [String: Int] {
    var counts: [String: Int] = [:]
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      // `sl: local_address remote_address st …`
      guard fields.count > 3, fields[3] == established, let (_, local) = endpoint(fields[1]), local == port,
        let (address, _) = endpoint(fields[2])
      else { continue }
      counts[address, default: 0] += 1
    }
    return counts
  }

  /// `0100007F:1538`: the address in words of the host's byte order, the port as a number.
  private static func endpoint(_ text: Substring) -> (address: String, port: Int)? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = Int(parts[1], radix: 16), let address = address(parts[0]) else { return nil }
    return (address, port)
  }

  private static func address(_ hexadecimal: Substring) -> String? {
    let digits = Array(hexadecimal)
    guard digits.count == 8 || digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 8) {
      // Our machines are little-endian: each word is written from its last byte on.
      for offset in stride(from: 6, through: 0, by: -2) {
        guard let byte = UInt8(String(digits[(start + offset)...(start + offset + 1)]), radix: 16) else { return nil }
        bytes.append(byte)
      }
    }
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    // An IPv4 client of a socket for both: `::ffff:a.b.c.d`.
    if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
      return bytes[12...].map(String.init).joined(separator: ".")
    }
    return stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":")
  }
}
