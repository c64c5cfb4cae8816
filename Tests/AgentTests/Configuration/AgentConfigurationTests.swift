/// What an agent is told about itself, and what it says when that is missing or wrong.
import Certificates
import Foundation
import Protocol
import Testing
import Transport

@testable import Agent

@Suite("the agent's configuration and credentials")
struct AgentConfigurationTests {
  /// A directory with these files, gone after the body.
  func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "agent-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    for (name, text) in files {
      try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
    }
    try body(directory.path)
  }

  @Test("a file as bootstrap writes it is read")
  func configuration() throws {
    let text = """
      {"fleet":"fiskai","host":"vps-01","address":"100.64.123.81","port":7460,"stateDirectory":"/var/lib/cutover",
       "peers":{"vps":"100.120.14.126:7460"},"projects":[{"project":"/home/admin/FiskAI","compose":"w.yml"}]}
      """
    try withFiles(["agent.json": text]) { directory in
      let configuration = try AgentConfiguration.load("\(directory)/agent.json")
      #expect(
        configuration
          == AgentConfiguration(
            fleet: "fiskai", host: "vps-01", address: "100.64.123.81", port: 7460, stateDirectory: "/var/lib/cutover",
            peers: ["vps": "100.120.14.126:7460"],
            projects: [.init(project: "/home/admin/FiskAI", compose: "w.yml")], redisDirectory: nil))
    }
  }

  @Test("the requests that it may send are read; a file of an older version has none")
  func probes() throws {
    let text = """
      {"fleet":"f","host":"a","address":"100.64.0.1","port":7460,"stateDirectory":"/var/lib/cutover","peers":{},
       "projects":[],"probes":[{"method":"POST","url":"http://127.0.0.1:3002/x"}]}
      """
    try withFiles(["agent.json": text]) { directory in
      let configuration = try AgentConfiguration.load("\(directory)/agent.json")
      #expect(configuration.probes == [.init(method: "POST", url: "http://127.0.0.1:3002/x")])
    }
  }

  @Test("a file that is not there, or not a configuration, is named with what writes it")
  func unreadable() throws {
    try withFiles(["agent.json": #"{"fleet":"fiskai"}"#]) { directory in
      let missing = #expect(throws: ProtocolError.self) { try AgentConfiguration.load("\(directory)/none.json") }
      #expect(missing?.code == .precondition)
      #expect(missing?.message == "the agent's configuration \(directory)/none.json cannot be read")
      let wrong = #expect(throws: ProtocolError.self) { try AgentConfiguration.load("\(directory)/agent.json") }
      #expect(wrong?.code == .precondition)
      #expect(wrong?.message == "\(directory)/agent.json is not an agent's configuration")
      #expect(wrong?.cause?.contains("host") == true)
      for error in [missing, wrong] { #expect(error?.next == "run `coordinator bootstrap`, which writes it") }
    }
  }

  @Test("the credentials of a directory say who the agent is")
  func credentials() throws {
    let fleet = try TestFleet()
    let issued = try fleet.authority.issue(
      try Identity(fleet: "fiskai", role: .agent, name: "vps-01"), address: TestFleet.address)
    let files = [
      "ca.pem": fleet.authority.certificatePEM, "agent.pem": issued.certificatePEM, "agent-key.pem": issued.key.pem,
    ]
    try withFiles(files) { directory in
      let identity = try AgentCredentials.load(directory)
      #expect(identity.peerIdentity == fleet.agent("vps-01"))
    }
    for missing in files.keys {
      try withFiles(files.filter { $0.key != missing }) { directory in
        let error = #expect(throws: ProtocolError.self) { _ = try AgentCredentials.load(directory) }
        #expect(error?.code == .identityRefused)
        #expect(error?.message == "the credential \(missing) is not in \(directory)")
        #expect(error?.next == "run `coordinator bootstrap`, which delivers it")
      }
    }
  }
}
