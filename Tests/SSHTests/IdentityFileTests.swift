import Foundation
import Testing

@testable import SSH

@Suite("what a key file tells without its passphrase")
struct IdentityFileTests {
  @Test("type and protection", arguments: [("ed25519", ""), ("ed25519", "words"), ("ecdsa", ""), ("rsa", "words")])
  func openSSH(type: String, passphrase: String) throws {
    let path = FileManager.default.temporaryDirectory.path + "/key-\(UUID().uuidString)"
    defer { for file in [path, path + ".pub"] { try? FileManager.default.removeItem(atPath: file) } }
    try SSHServer.makeKey(path, type: type, passphrase: passphrase)
    let key = IdentityFile(content: [UInt8](try Data(contentsOf: URL(filePath: path))))
    #expect(key.type == (type == "ecdsa" ? "ecdsa-sha2-nistp256" : "ssh-\(type)"))
    #expect(key.isEncrypted == !passphrase.isEmpty)
  }

  @Test("any bytes are read without harm", arguments: ["", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n", "x"])
  func garbage(text: String) {
    let key = IdentityFile(content: Array(text.utf8))
    #expect(key.type == nil || key.type == "")
  }
}
