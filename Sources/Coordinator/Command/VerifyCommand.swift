import ArgumentParser

/// Proves at any time after a move that jobs flow, that producers reach the new side, and that nobody is left behind.
struct VerifyCommand: OperatorCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Proves that jobs flow, that producers reach the new Redis, and that nobody talks to the old one.",
    discussion: """
      The same proof as a run's last phase, at any later time. A producer is proven when its queue was given a job since
      the cut: BullMQ's own count of jobs, on the Redis that holds the pen. It only reads, unless --send is given.

        coordinator verify
        coordinator verify --send          also sends the requests of `http` producers: they enqueue real work
        coordinator verify --wait 600      waits up to ten minutes for what has not arrived yet
        coordinator verify --json | jq '.producers[]'

      Who still talks to the old Redis is named by container, by what its connections call themselves, and by process
      where a container has only one. How many writes were refused is counted for all of them together.

      Ends with 0 when all is proven, 5 when not.
      """)

  @OptionGroup var shared: SharedOptions

  @Flag(name: .long, help: "Send the requests of `http` producers once. They enqueue real work.")
  var send = false

  @Option(name: .long, help: ArgumentHelp("Wait so long for what has not arrived yet.", valueName: "seconds"))
  var wait = 0

  func validate() throws {
    guard (0...86_400).contains(wait) else { throw ValidationError("--wait is 0 to 86400 seconds") }
  }

  func run() async throws {
    let session = try RunSetup.session(shared)
    let proof = try await FleetProver(session: session, sends: send, wait: .seconds(wait)).prove()
    await session.agents.close()
    if session.console.isJSON {
      try session.console.emit(proof)
    } else {
      let text = FleetProofText(style: session.console.output.style)
      for line in text.lines(proof) { session.console.print(line) }
    }
    guard proof.holds else { throw ExitStatus.degraded.exitCode }
  }
}
