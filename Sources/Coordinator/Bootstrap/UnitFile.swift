/// The systemd unit of the agent: the template of `deploy/cutover-agent.service` and what bootstrap fills in.
enum UnitFile {
  /// The unit for one host.
  ///
  /// - Throws: ``BootstrapError/Code/directory`` for a path that cannot stand in a unit.
  static func render(_ target: BootstrapTarget) throws(BootstrapError) -> String {
    var paths: [String] = []
    for path in (target.projectDirectories + target.ownedDirectories).sorted() {
      paths.append("BindPaths=" + (try quoted(path, host: target.host)))
    }
    let service = target.requiresDocker ? template : template.replacing("SupplementaryGroups=docker\n", with: "")
    return
      service
      .replacing("@BIND_PATHS@\n", with: paths.map { $0 + "\n" }.joined())
      .replacing("@ALLOWED_NETWORKS@", with: target.allowedNetworks.joined(separator: " "))
      .replacing("@CAPABILITIES@", with: capabilities(target.needsEnvironmentCapabilities))
  }

  /// Editing an env file of mode 600 of another user and keeping its owner needs three capabilities, and chown(2) again,
  /// which `@privileged` takes away. They are ambient: a process that is not root has no others.
  private static func capabilities(_ editsEnvironment: Bool) -> String {
    guard editsEnvironment else { return "CapabilityBoundingSet=\nAmbientCapabilities=" }
    let set = "CAP_DAC_OVERRIDE CAP_CHOWN CAP_FOWNER"
    return """
      # This host's workers have their env file under another user: editing it and keeping its owner needs these.
      SystemCallFilter=@chown
      CapabilityBoundingSet=\(set)
      AmbientCapabilities=\(set)
      """
  }

  /// A path for a unit's list of paths (systemd.syntax(7)): quoted, with `%` doubled.
  private static func quoted(_ path: String, host: String) throws(BootstrapError) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let unsafe = path.unicodeScalars.contains { $0.value < 0x20 || $0 == ":" || $0 == "\"" || $0 == "\\" }
    guard path.hasPrefix("/"), path.count > 1, !parts.contains(".."), !unsafe else {
      throw BootstrapError(
        .directory, host: host, observed: "the directory '\(path)' cannot stand in a systemd unit",
        required: "an absolute path without '..', ':', quotes, backslashes and control characters",
        next: "correct it in the fleet file")
    }
    let escaped = path.replacing("%", with: "%%")
    return escaped.contains(" ") ? "\"\(escaped)\"" : escaped
  }

  /// The text of `deploy/cutover-agent.service`, kept in here so that the coordinator is one file; a test compares them.
  static let template = """
    # The agent of cutover on one host. `coordinator bootstrap` fills in the words between @ signs and writes the result to
    # /etc/systemd/system/cutover-agent.service; change this template, not the host's file.
    [Unit]
    Description=cutover agent: moves the Redis of this host's workers without losing a job
    After=network-online.target tailscaled.service docker.service
    Wants=network-online.target
    StartLimitIntervalSec=0

    [Service]
    Type=notify
    NotifyAccess=main
    ExecStart=/usr/local/bin/cutover-agent --config /etc/cutover/agent.json
    Restart=always
    RestartSec=2
    WatchdogSec=30
    TimeoutStartSec=60
    TimeoutStopSec=30
    KillMode=mixed
    OOMScoreAdjust=-500

    # Who it is, and the one place that is its own. Docker's socket belongs to the group docker.
    User=cutover-agent
    Group=cutover-agent
    SupplementaryGroups=docker
    StateDirectory=cutover
    StateDirectoryMode=0700
    UMask=0077
    # `docker compose` writes below its home. libdispatch would say at each start that it may not set thread priorities.
    Environment=HOME=/var/lib/cutover DOCKER_CONFIG=/var/lib/cutover/docker LIBDISPATCH_LOG=NO
    # Which boot this is, as systemd knows it: the kernel's own file is another one's where the host is a container.
    Environment=CUTOVER_BOOT_ID=%b
    LoadCredential=ca.pem:/etc/cutover/tls/ca.pem
    LoadCredential=agent.pem:/etc/cutover/tls/agent.pem
    LoadCredential=agent-key.pem:/etc/cutover/tls/agent-key.pem
    LimitCORE=0
    LimitNOFILE=65536

    # The file system: read-only, homes hidden, except for the directories that the fleet file names.
    ProtectSystem=strict
    ProtectHome=tmpfs
    @BIND_PATHS@
    PrivateTmp=yes
    PrivateDevices=yes
    PrivateMounts=yes
    DeviceAllow=
    ProtectProc=invisible
    ProcSubset=all
    RemoveIPC=yes

    # The network: containers and the tailnet, nothing else.
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    IPAddressDeny=any
    IPAddressAllow=@ALLOWED_NETWORKS@

    # The kernel.
    NoNewPrivileges=yes
    ProtectKernelTunables=yes
    ProtectKernelModules=yes
    ProtectKernelLogs=yes
    ProtectControlGroups=yes
    ProtectClock=yes
    ProtectHostname=yes
    RestrictNamespaces=yes
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    LockPersonality=yes
    MemoryDenyWriteExecute=yes
    SystemCallArchitectures=native
    SystemCallErrorNumber=EPERM
    SystemCallFilter=@system-service
    SystemCallFilter=~@privileged @resources
    @CAPABILITIES@

    [Install]
    WantedBy=multi-user.target

    """
}
