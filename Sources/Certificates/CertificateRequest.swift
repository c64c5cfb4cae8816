/// What a new certificate says, and its making.

import COpenSSL

/// The contents of a certificate to be signed.
struct CertificateRequest {
  /// One X.509 extension in OpenSSL's text form (x509v3_config(5)).
  struct Extension {
    let identifier: Int32
    let value: String
  }

  let commonName: String
  /// Time of validity from now, in seconds.
  let lifetime: Int64
  let extensions: [Extension]

  /// How far back a certificate starts to be valid, in seconds: clocks of laptops and hosts differ.
  static let backdating: Int = 3600

  /// Makes the certificate for `key`, signed by `issuer`'s key, or by itself where there is no issuer.
  func signed(key: OpaquePointer, issuer: (certificate: OpaquePointer, key: OpaquePointer)?)
    throws(CertificateError) -> String
  {
    let certificate = try OpenSSL.require(X509_new(), "making a certificate")
    defer { X509_free(certificate) }
    try OpenSSL.require(X509_set_version(certificate, 2), "setting the version")
    try setSerial(certificate)
    _ = try OpenSSL.require(X509_gmtime_adj(X509_getm_notBefore(certificate), -Self.backdating), "setting the start")
    _ = try OpenSSL.require(X509_gmtime_adj(X509_getm_notAfter(certificate), Int(lifetime)), "setting the end")
    let name = try OpenSSL.require(X509_get_subject_name(certificate), "setting the name")
    try OpenSSL.require(
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, commonName, Int32(commonName.utf8.count), -1, 0),
      "setting the name")
    let issuerCertificate = issuer?.certificate ?? certificate
    try OpenSSL.require(
      X509_set_issuer_name(certificate, X509_get_subject_name(issuerCertificate)), "setting the issuer")
    try OpenSSL.require(X509_set_pubkey(certificate, key), "setting the key")
    for item in extensions {
      try add(item, to: certificate, issuer: issuerCertificate)
    }
    guard X509_sign(certificate, issuer?.key ?? key, EVP_sha256()) > 0 else {
      throw OpenSSL.failure("signing the certificate")
    }
    return try OpenSSL.text("writing the certificate") { PEM_write_bio_X509($0, certificate) }
  }

  /// A random serial of 127 bits: positive, unique without a counter (RFC 5280, 4.1.2.2).
  private func setSerial(_ certificate: OpaquePointer) throws(CertificateError) {
    var bytes = try RandomToken.bytes(16)
    bytes[0] = bytes[0] & 0x7f | 0x40
    let number = try OpenSSL.require(BN_bin2bn(bytes, Int32(bytes.count), nil), "setting the serial")
    defer { BN_free(number) }
    _ = try OpenSSL.require(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)), "setting the serial")
  }

  private func add(_ item: Extension, to certificate: OpaquePointer, issuer: OpaquePointer) throws(CertificateError) {
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer, certificate, nil, nil, 0)
    let made = try OpenSSL.require(X509V3_EXT_conf_nid(nil, &context, item.identifier, item.value), item.value)
    defer { X509_EXTENSION_free(made) }
    try OpenSSL.require(X509_add_ext(certificate, made, -1), item.value)
  }
}
