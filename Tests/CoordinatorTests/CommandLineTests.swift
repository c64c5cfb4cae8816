import ArgumentParser
import Certificates
import Protocol
import Testing

@testable import Coordinator

@Suite("The command line")
struct CommandLineTests {
  @Test("the numbers that scripts branch on never change")
  func exitStatus() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6])
    #expect(ExitStatus.degraded.exitCode == ExitCode(5))
  }

  @Test("the fleet file is ./fleet.yaml unless --fleet names another")
  func fleetOption() throws {
    let plain = try #require(try CoordinatorCommand.parseAsRoot(["status"]) as? StatusCommand)
    #expect(plain.shared.fleet == "./fleet.yaml")
    let named = try #require(
      try CoordinatorCommand.parseAsRoot(["status", "--fleet", "x.yaml", "--json", "--watch"]) as? StatusCommand)
    #expect(named.shared.fleet == "x.yaml")
    #expect(named.shared.json && named.watch)
  }

  @Test(
    "what is no command, option or value is a usage error",
    arguments: [
      ["nope"], ["status", "--nope"], ["status", "--interval", "0"], ["status", "--timeout", "soon"],
      ["bootstrap", "--parallel", "0"], ["bootstrap", "--accept-host-key", "x"],
    ])
  func usage(_ arguments: [String]) {
    let error = #expect(throws: (any Error).self) { try CoordinatorCommand.parseAsRoot(arguments) }
    #expect(error.map { CoordinatorCommand.exitCode(for: $0) } == .validationFailure)
  }

  @Test("every subcommand has the shared options and help with an example")
  func subcommands() {
    for command in CoordinatorCommand.configuration.subcommands {
      #expect(command is any OperatorCommand.Type)
      #expect(command.configuration.discussion.contains("coordinator \(command.configuration.commandName ?? "?")"))
    }
  }

  @Test("the modules' errors keep their code, their words and what to do next")
  func moduleErrors() {
    let lease = ProtocolError(.leaseHeld, "run r1 holds the lease", next: "wait for it", cause: "epoch 4")
    #expect(
      lease.operatorError
        == OperatorError(
          code: "lease_held", message: "run r1 holds the lease", observed: "epoch 4", next: "wait for it"))
    let key = CertificateError(.exposedKey, "mode 644", remedy: "chmod 600")
    #expect(
      key.operatorError == OperatorError(code: "certificate_exposed_key", message: "mode 644", next: "chmod 600"))
  }

  @Test("a fleet file that is missing ends with 1 and says so once")
  func missingFleet() async {
    let status = await CoordinatorCommand.run(["status", "--fleet", "/nonexistent/fleet.yaml", "--json"])
    #expect(status == .refused)
  }
}
