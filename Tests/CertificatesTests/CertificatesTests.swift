import Foundation
import Testing

@testable import Certificates

@Suite("the authority of a fleet")
struct CertificatesTests {
  /// An empty directory that is gone after `body`.
  func withDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/certificates-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  func openssl(_ words: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = words
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("openssl verifies a leaf against its authority, for both purposes, and not against another one")
  func verify() throws {
    try withDirectory { directory in
      let authority = try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory)
      _ = try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory + "/other")
      let identity = try Identity(fleet: "fiskai", role: .agent, name: "vps-01")
      let issued = try authority.issue(identity, address: "100.64.123.81")
      let leaf = directory + "/leaf.pem"
      try issued.certificatePEM.write(toFile: leaf, atomically: true, encoding: .utf8)
      for purpose in ["sslserver", "sslclient"] {
        let good = try openssl("verify", "-x509_strict", "-purpose", purpose, "-CAfile", directory + "/ca.pem", leaf)
        #expect(good.status == 0, "\(good.output)")
      }
      let ip = try openssl("verify", "-verify_ip", "100.64.123.81", "-CAfile", directory + "/ca.pem", leaf)
      #expect(ip.status == 0, "\(ip.output)")
      let wrong = try openssl("verify", "-verify_ip", "100.64.123.82", "-CAfile", directory + "/ca.pem", leaf)
      #expect(wrong.status != 0)
      let other = try openssl("verify", "-CAfile", directory + "/other/ca.pem", leaf)
      #expect(other.status != 0)
      let text = try openssl("x509", "-noout", "-text", "-in", leaf).output
      #expect(text.contains("URI:cutover://fiskai/agent/vps-01, IP Address:100.64.123.81"))
      #expect(text.contains("CA:FALSE"))
      #expect(text.contains("ASN1 OID: prime256v1"))
      #expect(text.contains("TLS Web Server Authentication, TLS Web Client Authentication"))
      #expect(issued.belongsTogether)
    }
  }

  @Test("the authority lives ten years, a leaf one, both from an hour ago")
  func times() throws {
    let authority = try CertificateAuthority(new: "fiskai")
    let identity = try Identity(fleet: "fiskai", role: .coordinator, name: "alice")
    let now = Int64(Date().timeIntervalSince1970)
    for (pem, days) in [
      (authority.certificatePEM, Int64(3650)), (try authority.issue(identity).certificatePEM, 365),
    ] {
      let details = try CertificateDetails(pem: pem)
      #expect(abs(details.notBefore - (now - 3600)) < 60)
      #expect(abs(details.notAfter - (now + days * 86_400)) < 60)
    }
  }

  @Test("it is made once, with modes that keep the key private, and read after that")
  func idempotent() throws {
    try withDirectory { directory in
      let first = try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory)
      let second = try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory)
      #expect(first.certificatePEM == second.certificatePEM)
      let one = try first.coordinator(named: "alice", directory: directory)
      let two = try second.coordinator(named: "alice", directory: directory)
      #expect(one == two)
      #expect(one.belongsTogether)
      #expect(try mode(directory) == 0o700)
      #expect(try mode(directory + "/ca-key.pem") == 0o600)
      #expect(try mode(directory + "/coordinator-key.pem") == 0o600)
      let bob = try second.coordinator(named: "bob", directory: directory)
      #expect(bob != two, "another name needs another certificate")
    }
  }

  @Test("a certificate stays only if it is ours, for that host and address, and lasts another 30 days")
  func accepts() throws {
    let authority = try CertificateAuthority(new: "fiskai")
    let stranger = try CertificateAuthority(new: "fiskai")
    let identity = try Identity(fleet: "fiskai", role: .agent, name: "vps")
    let pem = try authority.issue(identity, address: "100.120.14.126").certificatePEM
    let now = Int64(Date().timeIntervalSince1970)
    func accepts(by judge: CertificateAuthority, _ identity: Identity, _ address: String, after days: Int64) -> Bool {
      judge.accepts(pem, identity: identity, address: address, now: now + days * 86_400)
    }
    #expect(accepts(by: authority, identity, "100.120.14.126", after: 0))
    #expect(accepts(by: authority, identity, "100.120.14.126", after: 334))
    #expect(!accepts(by: authority, identity, "100.120.14.126", after: 336))
    #expect(!accepts(by: authority, identity, "100.120.14.127", after: 0))
    #expect(!accepts(by: stranger, identity, "100.120.14.126", after: 0))
    let renamed = try Identity(fleet: "fiskai", role: .agent, name: "vps-01")
    #expect(!accepts(by: authority, renamed, "100.120.14.126", after: 0))
    #expect(!authority.accepts("nonsense", identity: identity, address: nil, now: now))
  }

  @Test("half of a pair, an exposed key and a wrong key are errors that overwrite nothing")
  func damaged() throws {
    try withDirectory { directory in
      _ = try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory)
      let (certificate, key) = (directory + "/ca.pem", directory + "/ca-key.pem")
      chmod(key, 0o644)
      let exposed = #expect(throws: CertificateError.self) {
        try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory)
      }
      #expect(exposed?.code == .exposedKey)
      #expect(exposed?.message == "the private key \(key) has mode 644, required is 600: others may read it")
      chmod(key, 0o600)
      let other = try CertificateAuthority(new: "fiskai")
      try other.certificatePEM.write(toFile: certificate, atomically: true, encoding: .utf8)
      let mixed = #expect(throws: CertificateError.self) {
        try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory)
      }
      #expect(mixed?.code == .malformed)
      try FileManager.default.removeItem(atPath: certificate)
      let half = #expect(throws: CertificateError.self) {
        try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: directory)
      }
      #expect(half?.code == .incomplete)
      #expect(FileManager.default.fileExists(atPath: key))
    }
  }

  @Test("a directory that cannot be made says which one")
  func unwritable() throws {
    let error = #expect(throws: CertificateError.self) {
      try CertificateAuthority.loadOrCreate(fleet: "fiskai", directory: "/proc/nowhere/fiskai")
    }
    #expect(error?.code == .file)
    #expect(error?.message == "the directory /proc/nowhere cannot be made")
  }

  @Test("certificates lie under XDG_CONFIG_HOME, else under ~/.config")
  func directory() {
    let home = ["HOME": "/home/a"]
    #expect(CertificateAuthority.directory(fleet: "f", environment: home) == "/home/a/.config/cutover/f")
    let configured = ["HOME": "/home/a", "XDG_CONFIG_HOME": "/x"]
    #expect(CertificateAuthority.directory(fleet: "f", environment: configured) == "/x/cutover/f")
    let relative = ["HOME": "/home/a", "XDG_CONFIG_HOME": "x"]
    #expect(CertificateAuthority.directory(fleet: "f", environment: relative) == "/home/a/.config/cutover/f")
  }
}
