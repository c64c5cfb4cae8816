import Certificates
import Foundation

/// The authorities that this laptop trusts beside its own: those of the laptops that bootstrapped the fleet, read from
/// its hosts over SSH by `bootstrap --adopt`.
enum FleetAuthorities {
  /// Beside the laptop's own authority.
  static func path(in directory: String) -> String { "\(directory)/fleet-ca.pem" }

  /// The certificates, one after another; empty on the laptop that bootstrapped the fleet.
  static func read(in directory: String) -> String {
    (try? String(contentsOfFile: path(in: directory), encoding: .utf8)) ?? ""
  }

  /// Keeps the certificates of several bundles, each once and without our own.
  /// - Throws: ``OperatorError`` when the file cannot be written.
  static func keep(_ bundles: [String], own: String, in directory: String) throws(OperatorError) {
    do {
      try Data(union(bundles, without: own).utf8).write(to: URL(filePath: path(in: directory)), options: .atomic)
    } catch {
      throw OperatorError(
        code: "authority_not_kept", message: "the fleet's authority cannot be kept", observed: "\(error)",
        required: "to write \(path(in: directory))", next: "check the directory's owner and free room")
    }
  }

  /// The certificates of several bundles, each once, without one.
  static func union(_ bundles: [String], without own: String) -> String {
    var seen: Set<String> = Set(certificates(in: own))
    return bundles.flatMap(certificates).filter { seen.insert($0).inserted }.joined()
  }

  private static func certificates(in bundle: String) -> [String] {
    let end = "-----END CERTIFICATE-----"
    return bundle.split(separator: end).compactMap { part in
      let text = part.trimmingCharacters(in: .whitespacesAndNewlines)
      return text.isEmpty ? nil : "\(text)\n\(end)\n"
    }
  }

  /// Whether a text may be the name of an authority, which is that of a file.
  static func isName(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter || first.isNumber, text.utf8.count <= 100 else { return false }
    return text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains($0))
    }
  }

  /// The name of a laptop's authority on the hosts: who and where, and a part of the certificate's digest, since two
  /// laptops may have one name.
  static func name(of authority: CertificateAuthority, laptop: LaptopIdentity) throws(CertificateError) -> String {
    "\(laptop.certificateName)-\(try SHA256.hex(Array(authority.certificatePEM.utf8)).prefix(8))"
  }
}
