/// The one script that collects every fact bootstrap decides by, in one round trip. It changes nothing.
enum ProbeScript {
  /// The command; ``HostFacts/init(parsing:)`` reads its output.
  static func command(_ target: BootstrapTarget) -> RemoteCommand {
    let directories = (target.projectDirectories + target.ownedDirectories).map(RemoteCommand.quoted)
    let text = script.replacing("@PORT@", with: String(target.configuration.port))
      .replacing("@DIRECTORIES@", with: directories.joined(separator: " "))
    return RemoteCommand(purpose: "looking at the host", line: "sh -s", input: Array(text.utf8), timeout: .seconds(60))
  }

  private static let script = """
    LC_ALL=C; PATH="$PATH:/usr/sbin:/sbin:/usr/local/sbin"; export LC_ALL PATH
    say() { printf '%s=%s\\n' "$1" "$2"; }
    line() { tr '\\n' ' ' | cut -c1-300; }
    say system "$(uname -s)"
    say machine "$(uname -m)"
    say uid "$(id -u)"
    for d in "$HOME" /usr/local/bin /etc /var/lib; do
      say free "$(df -Pk "$d" | awk 'END { print $4 }') $d"
    done
    say free "$(df -Pk "$HOME" | awk 'END { print $4 }') home"
    [ -d /run/systemd/system ] && say systemd yes
    ip -o addr show 2>/dev/null | awk '{ print "address=" $4 }'
    say docker_client "$(command -v docker)"
    say docker_group "$(getent group docker)"
    say user "$(getent passwd \(InstallationPaths.user))"
    say unit_state "$(systemctl show --property=ActiveState --value \(InstallationPaths.unitName) 2>/dev/null)"
    say unit_file_state "$(systemctl show --property=UnitFileState --value \(InstallationPaths.unitName) 2>/dev/null)"
    say main_process "$(systemctl show --property=MainPID --value \(InstallationPaths.unitName) 2>/dev/null)"
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo="sudo -n"; fi
    if ! message=$($sudo true </dev/null 2>&1); then
      say sudo_message "$(printf %s "$message" | line)"
      exit 0
    fi
    say privileged yes
    $sudo sh -s <<'PRIVILEGED'
    say() { printf '%s=%s\\n' "$1" "$2"; }
    if command -v docker >/dev/null; then
      if answer=$(docker version --format '{{.Server.Version}}' 2>&1 </dev/null); then
        say docker_server "$answer"
      else
        say docker_message "$(printf %s "$answer" | tr '\\n' ' ' | sed 's/^ *//' | cut -c1-300)"
      fi
      for d in /usr/libexec /usr/lib /usr/local/libexec /usr/local/lib; do
        [ -x "$d/docker/cli-plugins/docker-compose" ] && say docker_compose "$d/docker/cli-plugins/docker-compose"
      done
    fi
    ss -H -ltnp 'sport = :@PORT@' 2>/dev/null | awk '{ print "listener=" $4 " " $6 }'
    for f in \(InstallationPaths.binary) \(InstallationPaths.configuration) \(InstallationPaths.unit); do
      [ -f "$f" ] && say digest "$(sha256sum "$f" | awk '{ print $1 }') $f"
    done
    say authority "$(cat \(InstallationPaths.authority) 2>/dev/null | tr '\\n' '|')"
    say certificate "$(cat \(InstallationPaths.certificate) 2>/dev/null | tr '\\n' '|')"
    [ -s \(InstallationPaths.key) ] && say key yes
    [ -e \(InstallationPaths.pending) ] && say pending yes
    for d in @DIRECTORIES@; do
      [ -d "$d" ] && say directory "$(stat -c '%U %a' "$d") $d"
    done
    PRIVILEGED
    exit 0

    """
}
