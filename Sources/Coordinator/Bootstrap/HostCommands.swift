/// Every command that bootstrap sends to a host, as values.
///
/// Scripts go to `sh` by its standard input or as one quoted word, so that the user's login shell doesn't matter.
/// Each is safe to repeat.
struct HostCommands: Sendable, Equatable {
  /// What the commands are for.
  let target: BootstrapTarget
  /// `sudo -n ` or, for root, nothing.
  let elevation: String

  /// - Parameter userID: what `id -u` says on the host.
  init(_ target: BootstrapTarget, userID: String) {
    self.target = target
    elevation = userID == "0" ? "" : "sudo -n "
  }

  /// Runs a script as root, with words that stand as `$1`, `$2`, … in it.
  private func elevated(
    _ purpose: String, _ script: String, _ words: [String] = [], input: [UInt8] = [], timeout: Duration = .seconds(30)
  ) -> RemoteCommand {
    let line = ([elevation + "sh -c", RemoteCommand.quoted(script), "sh"] + words.map(RemoteCommand.quoted))
      .joined(separator: " ")
    return RemoteCommand(purpose: purpose, line: line, input: input, timeout: timeout)
  }

  /// An empty private directory for the upload, below the user's home.
  var prepareUpload: RemoteCommand {
    RemoteCommand(
      purpose: "preparing the upload",
      line: "sh -c 'umask 077; rm -rf \(InstallationPaths.uploads) && mkdir \(InstallationPaths.uploads)'")
  }

  /// The checksum of what has arrived.
  var uploadDigest: RemoteCommand {
    RemoteCommand(purpose: "comparing the upload's checksum", line: "sha256sum \(InstallationPaths.upload)")
  }

  /// Takes the upload away again.
  var removeUpload: RemoteCommand {
    RemoteCommand(purpose: "removing the upload", line: "rm -rf \(InstallationPaths.uploads)")
  }

  /// Marks the host as being changed, before its first change.
  var markPending: RemoteCommand {
    elevated(
      "marking the host", "umask 022; mkdir -p \"$1\" && : > \"$2\" && sync \"$2\"",
      [InstallationPaths.directory, InstallationPaths.pending])
  }

  /// Takes the mark away after the agent has proven itself.
  var clearPending: RemoteCommand {
    elevated("unmarking the host", "rm -f \"$1\"", [InstallationPaths.pending])
  }

  /// The agent's own system user, without a home and a shell. The unit, not the user, has the group docker.
  var createUser: RemoteCommand {
    elevated(
      "creating the user",
      """
      getent passwd "$1" >/dev/null || useradd --system --user-group --home-dir /var/lib/cutover --no-create-home \
      --shell /usr/sbin/nologin "$1"
      """, [InstallationPaths.user])
  }

  /// Makes a directory the agent's own; its content is not touched.
  func ownDirectory(_ path: String) -> RemoteCommand {
    elevated(
      "creating \(path)", "install -d -m 0750 -o \"$1\" -g \"$1\" -- \"$2\"", [InstallationPaths.user, path])
  }

  /// Puts the upload in place. The old binary stays as a hard link, and the name always leads to a whole one.
  var installBinary: RemoteCommand {
    elevated(
      "installing the agent binary",
      """
      set -e; trap 'rm -f "$2.new"' EXIT; install -m 0755 -o root -g root -- "$1" "$2.new"; sync "$2.new"; \
      if [ -e "$2" ]; then ln -f "$2" "$2.previous.new"; mv -fT "$2.previous.new" "$2.previous"; fi; \
      mv -fT "$2.new" "$2"; sync "${2%/*}"
      """, [InstallationPaths.upload, InstallationPaths.binary], timeout: .seconds(120))
  }

  /// Writes a small file that its owner root may change and everybody may read; the old one stays beside it.
  func installFile(_ path: String, _ content: [UInt8]) -> RemoteCommand {
    elevated(
      "writing \(path)",
      """
      set -e; trap 'rm -f "$1.new"' EXIT; umask 022; mkdir -p "${1%/*}"; cat > "$1.new"; chmod 0644 "$1.new"; sync "$1.new"; \
      if [ -e "$1" ]; then cp -p "$1" "$1.previous"; fi; mv -fT "$1.new" "$1"; sync "${1%/*}"
      """, [path], input: content)
  }

  /// Writes a credential that only root reads; systemd hands it to the agent (LoadCredential).
  func installCredential(_ path: String, _ content: [UInt8]) -> RemoteCommand {
    elevated(
      "writing \(path)",
      """
      set -e; trap 'rm -f "$1.new"' EXIT; umask 077; mkdir -p "${1%/*}"; rm -f "$1.new"; cat > "$1.new"; sync "$1.new"; mv -fT "$1.new" "$1"; \
      sync "${1%/*}"
      """, [path], input: content)
  }

  /// Takes the authority of a further laptop away; says `gone` when it was there.
  func removeTrust(_ name: String) -> RemoteCommand {
    elevated(
      "revoking \(name)",
      "set -e; if [ -e \"$1\" ]; then rm -f \"$1\" \"$1.previous\"; sync \"${1%/*}\"; echo gone; fi",
      [InstallationPaths.trusted(name)])
  }

  /// The password of the target Redis, from its agent's own copy; empty where there is none.
  var readPassword: RemoteCommand {
    elevated("reading the target's password", "if [ -e \"$1\" ]; then cat \"$1\"; fi", [InstallationPaths.password])
  }

  /// The names of the further laptops' authorities, one a line.
  var listTrust: RemoteCommand {
    elevated(
      "listing the trusted authorities",
      "for f in \"$1\"/*.pem; do if [ -e \"$f\" ]; then basename \"$f\" .pem; fi; done", [InstallationPaths.trust])
  }

  /// Takes the certificate away before its key is replaced: a crash in between leaves a missing certificate, which the
  /// next run makes again, and never a pair that doesn't belong together.
  var removeCertificate: RemoteCommand {
    elevated("removing the old certificate", "rm -f \"$1\"", [InstallationPaths.certificate])
  }

  /// Starts the agent, now and at boot, and waits until it reports that it is ready (Type=notify).
  var start: RemoteCommand {
    elevated(
      "starting the agent",
      "systemctl daemon-reload && systemctl enable --quiet \"$1\" && systemctl restart \"$1\"",
      [InstallationPaths.unitName], timeout: .seconds(90))
  }

  /// Whether the agent runs.
  var isActive: RemoteCommand {
    RemoteCommand(purpose: "asking for the agent's state", line: "systemctl is-active \(InstallationPaths.unitName)")
  }

  /// What the agent and systemd say about the last start, and nothing about those before it (systemd.exec(5),
  /// `$INVOCATION_ID`).
  var diagnosis: RemoteCommand {
    elevated(
      "reading the agent's log",
      """
      systemctl status --no-pager --full --lines=0 "$1"; id=$(systemctl show --property=InvocationID --value "$1"); \
      journalctl --no-pager --output=cat --lines=12 _SYSTEMD_INVOCATION_ID="$id" + INVOCATION_ID="$id"
      """, [InstallationPaths.unitName])
  }

  /// Puts the previous versions of the given files back and restarts the agent.
  func restore(_ paths: [String]) -> RemoteCommand {
    elevated(
      "going back to the previous agent",
      """
      set -e; unit=$1; shift; for file; do if [ -e "$file.previous" ]; then mv -fT "$file.previous" "$file"; fi; done; \
      systemctl daemon-reload; systemctl restart "$unit"
      """, [InstallationPaths.unitName] + paths, timeout: .seconds(90))
  }

  /// Stops an agent that has no previous version, so that it does not restart for ever.
  var stop: RemoteCommand {
    elevated(
      "stopping the agent", "systemctl disable --quiet --now \"$1\"", [InstallationPaths.unitName],
      timeout: .seconds(60))
  }
}
