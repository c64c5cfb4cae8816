import SSH

/// What a host must have before anything on it is changed. The checks are in the order in which an operator would find
/// them out, and each failure says what was observed, what is required and what to do next.
struct Prerequisites {
  let target: BootstrapTarget
  let agent: AgentBinary
  let facts: HostFacts
  let authorityPEM: String

  /// - Parameter uploads: whether the binary will be sent, which needs space.
  func check(uploads: Bool) throws(BootstrapError) {
    try checkArchitecture()
    try checkPrivileges()
    try checkSystemd()
    if target.requiresDocker { try checkDocker() }
    try checkAuthority()
    try checkAddress()
    try checkPort()
    try checkDirectories()
    try checkSpace(uploads: uploads)
  }

  private func failure(_ code: BootstrapError.Code, _ observed: String, _ required: String, _ next: String)
    -> BootstrapError
  {
    BootstrapError(code, host: target.host, observed: observed, required: required, next: next)
  }

  private func checkArchitecture() throws(BootstrapError) {
    guard facts.system == "Linux" else {
      throw failure(.architecture, "the host runs \(facts.system)", "Linux", "take the host out of the fleet file")
    }
    // 32-bit ARM kernels and user lands on 64-bit machines report other names; they are refused as they are.
    guard facts.machine == agent.architecture.rawValue else {
      throw failure(
        .architecture, "the host is \(facts.machine) and \(agent.path) is for \(agent.architecture.rawValue)",
        "an agent binary for \(facts.machine)",
        "put cutover-agent-\(facts.machine) beside the coordinator, or name it with --agent PATH")
    }
  }

  private func checkPrivileges() throws(BootstrapError) {
    guard !facts.isPrivileged else { return }
    let user = target.ssh.user
    let said = facts.sudoMessage.isEmpty ? "" : " (\(facts.sudoMessage))"
    throw failure(
      .sudo, "\(user) cannot use sudo without a password\(said)", "sudo -n true succeeds for \(user)",
      """
      run these by hand, then bootstrap again:
        ssh -t -p \(target.ssh.port) \(user)@\(target.ssh.host)
        echo '\(user) ALL=(ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/90-cutover
        sudo chmod 0440 /etc/sudoers.d/90-cutover
      and after the bootstrap, if you like: sudo rm /etc/sudoers.d/90-cutover
      """)
  }

  private func checkSystemd() throws(BootstrapError) {
    guard facts.hasSystemd else {
      throw failure(
        .systemd, "the host is not run by systemd (no /run/systemd/system)", "systemd as the first process",
        "use a host with systemd")
    }
  }

  private func checkDocker() throws(BootstrapError) {
    guard !facts.dockerClient.isEmpty else {
      throw failure(
        .docker, "there is no docker command", "Docker with the compose plugin",
        """
        install both on the host, then bootstrap again: sudo apt-get install docker.io docker-compose-v2 (Ubuntu) or \
        docker.io docker-compose (Debian 13); elsewhere see docs.docker.com/engine/install
        """)
    }
    guard !facts.dockerServer.isEmpty else {
      throw failure(
        .docker, "the Docker daemon does not answer (\(facts.dockerMessage))", "a running Docker daemon",
        "start it on the host, then bootstrap again: sudo systemctl enable --now docker (its log: journalctl -u docker)"
      )
    }
    guard !facts.dockerCompose.isEmpty else {
      throw failure(
        .docker, "docker has no compose plugin for all users", "docker-compose in /usr/libexec/docker/cli-plugins",
        """
        install it on the host, then bootstrap again: sudo apt-get install docker-compose-plugin (Docker's own packages), \
        docker-compose-v2 (Ubuntu) or docker-compose (Debian 13)
        """)
    }
    guard facts.hasDockerGroup else {
      throw failure(
        .docker, "there is no group docker", "a group docker that may use Docker's socket",
        "create it on the host, then bootstrap again: sudo groupadd docker && sudo systemctl restart docker.socket docker"
      )
    }
  }

  private func checkAuthority() throws(BootstrapError) {
    let ours = authorityPEM.filter { !$0.isWhitespace }
    guard !facts.authorityPEM.isEmpty, !facts.authorityPEM.filter({ !$0.isWhitespace }).contains(ours) else { return }
    throw failure(
      .authority, "the host trusts another fleet authority than this laptop's", "the authority that the host trusts",
      """
      use the laptop that bootstrapped it; to steer the fleet from this one, without installing: coordinator bootstrap \
      --adopt; to install from this one, copy its ~/.config/cutover/\(target.configuration.fleet) here; to start \
      anew: sudo rm -r \(InstallationPaths.tls) on every host of the fleet, then bootstrap again
      """)
  }

  private func checkAddress() throws(BootstrapError) {
    let address = target.configuration.address
    guard facts.addresses.contains(address) else {
      throw failure(
        .address, "the host's addresses are \(facts.addresses.joined(separator: ", "))",
        "its tailnet address \(address)",
        "correct hosts.\(target.host).address in the fleet file, or bring Tailscale up there (sudo tailscale up)")
    }
  }

  private func checkPort() throws(BootstrapError) {
    let port = target.configuration.port
    let wildcards = ["*", "0.0.0.0", "[::]", target.configuration.address, "[\(target.configuration.address)]"]
    let conflict = facts.listeners.first { listener in
      !listener.belongs(to: facts.mainProcess) && wildcards.contains { listener.address == "\($0):\(port)" }
    }
    guard let conflict else { return }
    throw failure(
      .port, "\(conflict.owner) listens on \(conflict.address)", "port \(port) free for the agent",
      """
      see what it belongs to on the host (\(conflict.inspection)), stop it, then bootstrap again; the port is the same on \
      every host and cannot be chosen
      """)
  }

  private func checkDirectories() throws(BootstrapError) {
    for path in target.projectDirectories where facts.directories[path] == nil {
      throw failure(
        .directory, "the project directory \(path) does not exist", "the directory of the compose project",
        "correct workers.project in the fleet file")
    }
  }

  /// The upload, the installed copy beside the old one, and a few megabytes for everything else.
  private func checkSpace(uploads: Bool) throws(BootstrapError) {
    let reserve: Int64 = 4096
    let binary = uploads ? (agent.size + 1023) / 1024 : 0
    for (path, free) in facts.freeKiB.sorted(by: { $0.key < $1.key }) {
      let holdsBinary = path != "/etc" && path != "/var/lib"
      let required = reserve + (holdsBinary ? binary * 2 : 0)
      guard free < required else { continue }
      throw failure(
        .disk, "\(path) has \(free / 1024) MiB free", "\((required + 1023) / 1024) MiB there",
        """
        free some space on the host (df -h \(path); sudo journalctl --vacuum-size=100M; docker system df), then \
        bootstrap again
        """)
    }
  }
}
