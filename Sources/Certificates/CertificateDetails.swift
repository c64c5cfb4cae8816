/// What a certificate says: enough to decide whether it can stay.

import COpenSSL

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// The facts of one certificate. They are claims until ``CertificateAuthority/signed(_:)`` says that ours signed it.
public struct CertificateDetails: Sendable, Equatable {
  /// Start of its time, in seconds since 1970.
  public let notBefore: Int64
  /// End of its time, in seconds since 1970.
  public let notAfter: Int64
  /// The identity in its one URI name, or nil.
  public let identity: Identity?
  /// Its IPv4 and IPv6 address names, as text (IPv6 in eight groups).
  public let addresses: [String]

  /// Reads a certificate in PEM form.
  ///
  /// - Throws: ``CertificateError/Code/malformed``.
  public init(pem: String) throws(CertificateError) {
    let certificate = try OpenSSL.certificate(pem)
    defer { X509_free(certificate) }
    notBefore = try Self.seconds(X509_get0_notBefore(certificate))
    notAfter = try Self.seconds(X509_get0_notAfter(certificate))
    var uris: [String] = []
    var addresses: [String] = []
    if let names = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) {
      let list = OpaquePointer(names)
      defer { GENERAL_NAMES_free(list) }
      for index in 0..<cutover_general_names_count(list) {
        guard let name = cutover_general_name(list, index) else { continue }
        if let uri = cutover_general_name_uri(name) {
          uris.append(String(decoding: Self.bytes(uri), as: UTF8.self))
        }
        if let address = cutover_general_name_address(name) { addresses.append(Self.text(Self.bytes(address))) }
      }
    }
    identity = uris.count == 1 ? Identity(uri: uris[0]) : nil
    self.addresses = addresses
  }

  private static func bytes(_ string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
    Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
  }

  private static func text(_ address: [UInt8]) -> String {
    guard address.count == 16 else { return address.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map { index in
      String(UInt16(address[index]) << 8 | UInt16(address[index + 1]), radix: 16)
    }.joined(separator: ":")
  }

  private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) throws(CertificateError) -> Int64 {
    var parts = tm()
    try OpenSSL.require(ASN1_TIME_to_tm(time, &parts), "reading a certificate's time")
    return Int64(timegm(&parts))
  }
}
