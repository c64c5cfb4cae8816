/// The certificate authority of one fleet: it lives on the operator's laptop, its key never leaves it.

import COpenSSL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Signs the certificates of a fleet's agents and coordinators (ECDSA on P-256, SHA-256).
public struct CertificateAuthority: Sendable {
  /// Name of the fleet.
  public let fleet: String
  /// The authority's own certificate, which every member of the fleet trusts.
  public let certificatePEM: String
  private let key: PrivateKey

  private static let day: Int64 = 86_400
  /// Time of validity of the authority, in seconds: ten years.
  public static let lifetime: Int64 = 3650 * day
  /// Time of validity of the certificates it signs, in seconds: one year.
  public static let leafLifetime: Int64 = 365 * day
  /// A certificate with less time left than this is replaced by the next bootstrap, in seconds: 30 days.
  public static let renewalMargin: Int64 = 30 * day

  /// The directory of a fleet's certificates: `$XDG_CONFIG_HOME/cutover/FLEET`, by default under `~/.config`.
  public static func directory(fleet: String, environment: [String: String]) -> String {
    let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return "\(configured ?? (environment["HOME"] ?? "") + "/.config")/cutover/\(fleet)"
  }

  /// Makes a new authority in memory.
  ///
  /// - Throws: ``CertificateError`` with `invalidName` or `library`.
  public init(new fleet: String) throws(CertificateError) {
    guard Identity.isValid(fleet) else {
      throw CertificateError(
        .invalidName, "'\(fleet)' cannot be the name of a fleet",
        remedy: "Use 1 to 63 letters, digits, '.', '_' or '-', starting with a letter or digit.")
    }
    let (pointer, key) = try OpenSSL.generateKey()
    defer { EVP_PKEY_free(pointer) }
    let request = CertificateRequest(
      commonName: "cutover \(fleet)", lifetime: Self.lifetime,
      extensions: [
        .init(identifier: NID_basic_constraints, value: "critical,CA:TRUE,pathlen:0"),
        .init(identifier: NID_key_usage, value: "critical,keyCertSign,cRLSign"),
        .init(identifier: NID_subject_key_identifier, value: "hash"),
      ])
    self.fleet = fleet
    self.key = key
    certificatePEM = try request.signed(key: pointer, issuer: nil)
  }

  /// Takes an authority from its certificate and key.
  ///
  /// - Throws: ``CertificateError`` with `malformed` where they do not belong together, or `expired`.
  public init(fleet: String, certificatePEM: String, key: PrivateKey) throws(CertificateError) {
    let certificate = try OpenSSL.certificate(certificatePEM)
    defer { X509_free(certificate) }
    let pointer = try OpenSSL.key(key)
    defer { EVP_PKEY_free(pointer) }
    guard X509_check_private_key(certificate, pointer) == 1 else {
      ERR_clear_error()
      throw CertificateError(
        .malformed, "the authority's certificate and key of fleet \(fleet) do not belong together",
        remedy: "Put both files back from the same backup, or run bootstrap --adopt with an empty directory.")
    }
    guard try CertificateDetails(pem: certificatePEM).notAfter > Int64(time(nil)) else {
      throw CertificateError(
        .expired, "the authority of fleet \(fleet) has expired",
        remedy: "Move its directory away and run bootstrap --adopt to make a new one.")
    }
    self.fleet = fleet
    self.certificatePEM = certificatePEM
    self.key = key
  }

  /// Signs a new certificate with a new key, valid from an hour ago for a year.
  ///
  /// - Parameters:
  ///   - identity: who it speaks for; its fleet must be this one.
  ///   - address: the tailnet address an agent listens on; clients check it.
  /// - Throws: ``CertificateError`` with `invalidName` or `library`.
  public func issue(_ identity: Identity, address: String? = nil) throws(CertificateError) -> IssuedCertificate {
    guard identity.fleet == fleet else {
      throw CertificateError(
        .invalidName, "\(identity) is not of fleet \(fleet)", remedy: "Use the authority of that fleet.")
    }
    if let address, !Self.isAddress(address) {
      throw CertificateError(
        .invalidName, "'\(address)' is not an IP address", remedy: "Put the host's tailnet address into the fleet file."
      )
    }
    let issuer = try OpenSSL.certificate(certificatePEM)
    defer { X509_free(issuer) }
    let issuerKey = try OpenSSL.key(key)
    defer { EVP_PKEY_free(issuerKey) }
    let (pointer, leafKey) = try OpenSSL.generateKey()
    defer { EVP_PKEY_free(pointer) }
    let names = ["URI:\(identity.uri)"] + (address.map { ["IP:\($0)"] } ?? [])
    let request = CertificateRequest(
      commonName: identity.name, lifetime: Self.leafLifetime,
      extensions: [
        .init(identifier: NID_basic_constraints, value: "critical,CA:FALSE"),
        .init(identifier: NID_key_usage, value: "critical,digitalSignature"),
        .init(identifier: NID_ext_key_usage, value: "serverAuth,clientAuth"),
        .init(identifier: NID_subject_key_identifier, value: "hash"),
        .init(identifier: NID_authority_key_identifier, value: "keyid:always"),
        .init(identifier: NID_subject_alt_name, value: names.joined(separator: ",")),
      ])
    let pem = try request.signed(key: pointer, issuer: (issuer, issuerKey))
    return IssuedCertificate(certificatePEM: pem, key: leafKey)
  }

  /// Whether this authority's key signed the certificate.
  public func signed(_ pem: String) -> Bool {
    guard let certificate = try? OpenSSL.certificate(pem) else { return false }
    defer { X509_free(certificate) }
    guard let authority = try? OpenSSL.certificate(certificatePEM) else { return false }
    defer { X509_free(authority) }
    let verified = X509_verify(certificate, X509_get0_pubkey(authority)) == 1
    ERR_clear_error()
    return verified
  }

  /// Whether a certificate can stay: ours, for this identity and address, and valid for longer than the renewal margin.
  ///
  /// - Parameter now: seconds since 1970.
  public func accepts(_ pem: String, identity: Identity, address: String?, now: Int64) -> Bool {
    guard signed(pem), let details = try? CertificateDetails(pem: pem) else { return false }
    return details.identity == identity && details.notBefore <= now && details.notAfter > now + Self.renewalMargin
      && (address.map { details.addresses.contains($0) } ?? true)
  }

  /// Reads the authority from a directory, or makes one there: `ca.pem`, and `ca-key.pem` with mode 600.
  ///
  /// - Throws: ``CertificateError``; one of the two files alone is an error and nothing is overwritten.
  public static func loadOrCreate(fleet: String, directory: String) throws(CertificateError) -> CertificateAuthority {
    let certificate = directory + "/ca.pem"
    let key = directory + "/ca-key.pem"
    try PrivateFile.makeDirectory(directory)
    return try PrivateFile.locked(directory) { () throws(CertificateError) in
      switch (PrivateFile.exists(certificate), PrivateFile.exists(key)) {
      case (true, true):
        return try CertificateAuthority(
          fleet: fleet, certificatePEM: try PrivateFile.read(certificate), key: try PrivateFile.readKey(key))
      case (false, false):
        let authority = try CertificateAuthority(new: fleet)
        try PrivateFile.write(authority.key.pem, to: key, mode: 0o600)
        try PrivateFile.write(authority.certificatePEM, to: certificate, mode: 0o644)
        return authority
      case (true, false), (false, true):
        throw CertificateError(
          .incomplete, "\(directory) has only one of ca.pem and ca-key.pem",
          remedy: "Put the other one back from the backup; from a laptop without it: bootstrap --adopt.")
      }
    }
  }

  /// Reads the coordinator's certificate from a directory, or makes one there: `coordinator.pem` and
  /// `coordinator-key.pem` (mode 600). One that ends soon or is not ours is replaced.
  ///
  /// - Parameter name: the operator's name, such as `alice.laptop`.
  /// - Throws: ``CertificateError``.
  public func coordinator(named name: String, directory: String) throws(CertificateError) -> IssuedCertificate {
    let identity = try Identity(fleet: fleet, role: .coordinator, name: name)
    let certificate = directory + "/coordinator.pem"
    let key = directory + "/coordinator-key.pem"
    return try PrivateFile.locked(directory) { () throws(CertificateError) in
      if PrivateFile.exists(certificate), PrivateFile.exists(key) {
        let kept = IssuedCertificate(
          certificatePEM: try PrivateFile.read(certificate), key: try PrivateFile.readKey(key))
        if accepts(kept.certificatePEM, identity: identity, address: nil, now: Int64(time(nil))), kept.belongsTogether {
          return kept
        }
      }
      let issued = try issue(identity)
      try PrivateFile.write(issued.key.pem, to: key, mode: 0o600)
      try PrivateFile.write(issued.certificatePEM, to: certificate, mode: 0o644)
      return issued
    }
  }

  private static func isAddress(_ text: String) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET, text, &buffer) == 1 || inet_pton(AF_INET6, text, &buffer) == 1
  }
}

extension IssuedCertificate {
  /// Whether the key is the certificate's.
  public var belongsTogether: Bool {
    guard let certificate = try? OpenSSL.certificate(certificatePEM) else { return false }
    defer { X509_free(certificate) }
    guard let pointer = try? OpenSSL.key(key) else { return false }
    defer { EVP_PKEY_free(pointer) }
    let matches = X509_check_private_key(certificate, pointer) == 1
    ERR_clear_error()
    return matches
  }
}
