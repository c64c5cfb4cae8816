"""One booted systemd host: an overlay of the root file system, started by systemd-nspawn."""
import os
import signal
import subprocess
from pathlib import Path

from . import cgroups, network
from .errors import LabError
from .settings import Lab
from .shell import run, wait_until

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Machine:
    """A host of a lab; everything of it lies in one folder, its process ids included."""

    def __init__(self, lab: Lab, host: str):
        self.lab = lab
        self.host = host
        self.directory = lab.host_directory(host)
        self.root = self.directory / "root"
        self.docker = self.directory / "docker"

    def mount(self, lower: Path) -> None:
        """Puts the host's own writable layer over the shared root file system."""
        for name in ("root", "upper", "work", "docker"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        options = f"lowerdir={lower},upperdir={self.directory / 'upper'},workdir={self.directory / 'work'}"
        run(["mount", "-t", "overlay", self.lab.machine(self.host), "-o", options, self.root])

    def start(self) -> None:
        """Starts systemd-nspawn; it outlives this process. The process records its own id before it runs."""
        namespace = network.path(self.lab.namespace(self.host))
        command = [
            "systemd-nspawn", "-q", "--register=no", "--keep-unit", "-D", str(self.root),
            f"--network-namespace-path={namespace}", "--capability=all", "--system-call-filter=add_key keyctl bpf",
            f"--bind={self.docker}:/var/lib/docker", f"--machine={self.lab.machine(self.host)}", "-b", "--console=pipe"]
        groups = cgroups.folders(self.lab.machine(self.host))
        (self.directory / "cgroups").write_text(
            "".join(f"{folder}\n" for folder in (*groups, *cgroups.parents_of_docker())))
        enter = "".join(f"mkdir -p {folder} && echo $$ >{folder}/cgroup.procs; " for folder in groups)
        record = enter + 'echo $$ >"$0"; exec "$@"'
        with open(self.directory / "boot.log", "wb") as log:
            subprocess.Popen(["sh", "-c", record, str(self.directory / "pid"), *command], stdin=subprocess.DEVNULL,
                             stdout=log, stderr=log, start_new_session=True, close_fds=True, cwd="/",
                             env={**os.environ, "SYSTEMD_NSPAWN_LOCK": "0"})
        wait_until(self._find_leader, 20, f"{self.host} to boot (see {self.directory / 'boot.log'})", 0.02)

    def _find_leader(self) -> bool:
        """Records the host's PID 1: the child of systemd-nspawn."""
        pid = self._recorded("pid", "systemd-nspawn")
        if not pid:
            return False
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in task.read_text().split():
                if _command(int(child))[:1] in (["/usr/lib/systemd/systemd"], ["/lib/systemd/systemd"], ["/sbin/init"]):
                    (self.directory / "leader").write_text(f"{child} {_start_time(int(child))}")
                    return True
        return False

    def leader(self) -> int:
        """The host's PID 1 as this machine counts."""
        pid = self._recorded("leader", "systemd", "init")
        if not pid:
            raise LabError(f"{self.host} of lab {self.lab.prefix} is not running: run `Tests/Lab/lab up`")
        return pid

    def is_running(self) -> bool:
        return bool(self._recorded("leader", "systemd", "init"))

    def wait_for_services(self, *units: str) -> None:
        """Until these units are active."""
        def active() -> bool:
            states = self.run(["systemctl", "is-active", *units], check=False).stdout.split()
            if "failed" in states:
                raise LabError(f"{self.host}: {dict(zip(units, states))}: see `lab exec {self.host} -- journalctl -b`")
            return states == ["active"] * len(units)
        wait_until(active, 60, f"{self.host}: {' and '.join(units)}", 0.1)

    def command(self, command: list[str], user: str = "root", directory: str | None = None) -> list[str]:
        """The command with which a program of the host runs in it."""
        home = "/root" if user == "root" else f"/home/{user}"
        become = [] if user == "root" else ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        environment = [f"PATH={PATH}", f"HOME={home}", f"USER={user}", f"LOGNAME={user}", "LANG=C.UTF-8",
                       f"TERM={os.environ.get('TERM', 'dumb')}"]
        return ["nsenter", "-t", str(self.leader()), "-a", "env", "-i", f"--chdir={directory or home}",
                *environment, *become, *command]

    def run(self, command: list[str], *, user: str = "root", directory: str | None = None, check: bool = True,
            input: str | None = None, stdin=None, timeout: float | None = 120) -> subprocess.CompletedProcess:
        return run(self.command(command, user, directory), check=check, input=input, stdin=stdin, timeout=timeout)

    def power_off(self) -> None:
        """An orderly end: services and docker stop first."""
        self.run(["systemctl", "poweroff"], check=False)
        wait_until(lambda: not self._alive(), 90, f"{self.host} to power off", 0.1)

    def power_cut(self) -> None:
        """Ends every process of the host at once, without a word to any; `start` boots it again from its disk."""
        self._end_processes()
        self._remove_control_groups()

    def _end_processes(self) -> None:
        for file, programs in (("leader", ("systemd", "init")), ("pid", ("systemd-nspawn", "sh"))):
            pid = self._recorded(file, *programs)
            if pid:
                _end(pid)
        wait_until(lambda: not self._alive(), 30, f"{self.host}: its processes to end")

    def destroy(self) -> None:
        """Ends the host at once and removes it, whatever state it is in."""
        self._end_processes()
        self._remove_control_groups()
        unmount_below(self.directory)
        run(["rm", "-rf", self.directory])

    def _remove_control_groups(self) -> None:
        """The groups of the host's units and of its containers."""
        recorded = self.directory / "cgroups"
        containers = self.docker / "containers"
        for line in recorded.read_text().splitlines() if recorded.exists() else []:
            if Path(line).name == self.lab.machine(self.host):
                cgroups.remove(Path(line))
            else:
                for container in containers.iterdir() if containers.exists() else []:
                    cgroups.remove(Path(line) / container.name)

    def _alive(self) -> bool:
        return bool(self._recorded("leader", "systemd", "init") or self._recorded("pid", "systemd-nspawn"))

    def _recorded(self, file: str, *programs: str) -> int | None:
        """The recorded process id, if that process still is what was recorded and belongs to this host."""
        try:
            pid, *start = (self.directory / file).read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        command = _command(int(pid))
        if not command or not any(name in Path(command[0]).name for name in programs):
            return None
        if file == "leader":
            # A number can be given to another process later: its start time tells them apart.
            return int(pid) if start == [_start_time(int(pid))] else None
        mine = (self.lab.machine(self.host), str(self.directory))
        return int(pid) if any(name in word for word in command for name in mine) else None


def _start_time(pid: int) -> str:
    """When a process started, in clock ticks since boot (proc(5), stat, field 22)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "gone"


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def unmount_below(directory: Path) -> None:
    """Unmounts everything at or below a folder, the last mounted first."""
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for mount in reversed(mounts):
        if mount == str(directory) or mount.startswith(f"{directory}/"):
            if run(["umount", mount], check=False).returncode != 0:
                run(["umount", "-l", mount])
