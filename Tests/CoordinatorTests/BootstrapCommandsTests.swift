import SSH
import Testing

@testable import Coordinator

@Suite("the commands that bootstrap sends")
struct BootstrapCommandsTests {
  @Test("as a user they go through sudo -n, as root they don't")
  func elevation() throws {
    let target = try BootstrapFixture().target
    #expect(
      HostCommands(target, userID: "1000").clearPending.line
        == "sudo -n sh -c 'rm -f \"$1\"' sh /etc/cutover/bootstrap-pending")
    #expect(
      HostCommands(target, userID: "0").clearPending.line == "sh -c 'rm -f \"$1\"' sh /etc/cutover/bootstrap-pending")
  }

  @Test("the binary is installed beside its place, flushed, and moved there; the old one stays")
  func binary() throws {
    let commands = HostCommands(try BootstrapFixture().target, userID: "0")
    #expect(
      commands.installBinary.line == #"""
        sh -c 'set -e; trap '\''rm -f "$2.new"'\'' EXIT; install -m 0755 -o root -g root -- "$1" "$2.new"; \#
        sync "$2.new"; if [ -e "$2" ]; then ln -f "$2" "$2.previous.new"; mv -fT "$2.previous.new" "$2.previous"; fi; \#
        mv -fT "$2.new" "$2"; sync "${2%/*}"' sh .cutover-bootstrap/cutover-agent /usr/local/bin/cutover-agent
        """#)
  }

  @Test("credentials are written with an umask that lets nobody else read them")
  func credentials() throws {
    let command = HostCommands(try BootstrapFixture().target, userID: "0").installCredential("/k", Array("x".utf8))
    #expect(command.line.contains("umask 077"))
    #expect(command.input == Array("x".utf8))
  }

  @Test("the start waits for READY: systemctl restart of a Type=notify unit")
  func start() throws {
    #expect(
      HostCommands(try BootstrapFixture().target, userID: "0").start.line
        == #"""
        sh -c 'systemctl daemon-reload && systemctl enable --quiet "$1" && systemctl restart "$1"' sh \#
        cutover-agent.service
        """#)
  }

  @Test("the log of a failed start is that of this start alone")
  func diagnosis() throws {
    let line = HostCommands(try BootstrapFixture().target, userID: "0").diagnosis.line
    #expect(line.contains(#"_SYSTEMD_INVOCATION_ID="$id" + INVOCATION_ID="$id""#))
    #expect(!line.contains("--unit"))
  }

  @Test("going back moves the previous files into place and restarts")
  func restore() throws {
    let command = HostCommands(try BootstrapFixture().target, userID: "0").restore(["/a", "/b c"])
    #expect(command.line.hasSuffix("systemctl restart \"$unit\"' sh cutover-agent.service /a '/b c'"))
  }

  @Test(
    "words are quoted for a shell",
    arguments: [
      ("plain/word-1.2", "plain/word-1.2"), ("", "''"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#),
      ("$HOME", "'$HOME'"), ("a;b", "'a;b'"), ("ä", "'ä'"),
    ])
  func quoting(word: String, quoted: String) { #expect(RemoteCommand.quoted(word) == quoted) }

  @Test("the probe asks about the fleet's port and directories, and its answer is read back")
  func probe() throws {
    var target = try BootstrapFixture().target
    target.configuration.port = 7461
    target.ownedDirectories = ["/srv/my redis"]
    let command = ProbeScript.command(target)
    let script = String(decoding: command.input, as: UTF8.self)
    #expect(command.line == "sh -s")
    #expect(script.contains("'sport = :7461'"))
    #expect(script.contains("for d in /home/admin/FiskAI '/srv/my redis'; do"))
    #expect(!script.contains("@"), "no placeholder is left")
  }

  @Test("facts are read from the probe's lines; unknown and broken ones are ignored")
  func facts() {
    let facts = HostFacts(
      parsing: """
        system=Linux
        machine=aarch64
        uid=1000
        privileged=yes
        free=1048576 /usr/local/bin
        free=broken
        address=100.64.123.81/10
        listener=0.0.0.0:7460 users:(("nginx",pid=7,fd=4))
        main_process=
        digest=abc /usr/local/bin/cutover-agent
        authority=-----BEGIN CERTIFICATE-----|x|
        directory=cutover-agent 750 /srv/my redis
        nonsense
        new_fact=1
        """)
    #expect(facts.machine == "aarch64")
    #expect(facts.isPrivileged && !facts.hasSystemd)
    #expect(facts.freeKiB == ["/usr/local/bin": 1_048_576])
    #expect(facts.addresses == ["100.64.123.81"])
    #expect(facts.listeners == [.init(address: "0.0.0.0:7460", process: #"users:(("nginx",pid=7,fd=4))"#)])
    #expect(facts.mainProcess == 0)
    #expect(facts.digests == ["/usr/local/bin/cutover-agent": "abc"])
    #expect(facts.authorityPEM == "-----BEGIN CERTIFICATE-----\nx\n")
    #expect(facts.directories == ["/srv/my redis": .init(owner: "cutover-agent", mode: "750")])
  }
}
