"""What breaks in a chaos case, and how it is mended. A deed's name is WHAT-WHOM, as in `kill-agent-vps`."""
import signal
import subprocess
import time

from . import lifecycle, network
from .collector import CONTAINERS, open_redis
from .machine import Machine
from .settings import ADDRESSES, COMPOSE_FILE, HOSTS, LAPTOP, PROJECT_DIRECTORY, SOURCE, SOURCE_REDIS, TARGET, Lab

AGENT = "cutover-agent.service"
STATE = "/var/lib/cutover"
FULL = f"{STATE}/full"


class Deeds:
    """The deeds of one case, and what has to be mended after them."""

    def __init__(self, lab: Lab, machines: dict[str, Machine]):
        self.lab = lab
        self.machines = machines
        self.run: subprocess.Popen | None = None
        self.others: list[subprocess.Popen] = []
        self.broken: list = []
        self.start_other = None
        self.start_elsewhere = None

    def do(self, name: str) -> None:
        """Carries out a deed. `a+b` are two at once."""
        for part in name.split("+"):
            verb, _, whom = part.partition(" ")
            getattr(self, verb.replace("-", "_"))(*whom.split())

    def mend(self) -> None:
        """Whatever was broken works again; each only once."""
        while self.broken:
            self.broken.pop()()

    # Processes

    def kill_coordinator(self) -> None:
        self.run.send_signal(signal.SIGKILL)
        self.run.wait(10)

    def sleep_coordinator(self) -> None:
        """The laptop's lid is shut, past the end of the lease."""
        self.run.send_signal(signal.SIGSTOP)
        self.broken.append(lambda: self.run.send_signal(signal.SIGCONT))

    def interrupt_coordinator(self) -> None:
        self.run.send_signal(signal.SIGINT)

    def second_coordinator(self) -> None:
        """Another laptop's operator begins a run of his own."""
        self.others.append(self.start_other())

    def elsewhere(self, command: str, *options: str) -> None:
        """A command on a laptop of the fleet that never saw the run."""
        self.others.append(self.start_elsewhere(command, *options))

    def kill_agent(self, host: str) -> None:
        self.machines[host].run(["systemctl", "kill", "-s", "KILL", AGENT])

    def stop_agent(self, host: str) -> None:
        """SIGSTOP: it is there, and answers nobody."""
        self.machines[host].run(["systemctl", "kill", "-s", "STOP", AGENT])
        self.thaw(host)

    def thaw(self, host: str) -> None:
        """An agent that stopped itself (fault hook) goes on when all is mended."""
        self.broken.append(lambda: self.machines[host].run(["systemctl", "kill", "-s", "CONT", AGENT], check=False))

    def wait(self, seconds: str) -> None:
        time.sleep(float(seconds))

    # Redis

    def kill_redis(self, host: str) -> None:
        """As the kernel's OOM killer would, so that a restart policy counts."""
        pid = self.machines[host].run(["docker", "inspect", "-f", "{{.State.Pid}}", CONTAINERS[host]]).stdout.strip()
        assert int(pid) > 1, f"no Redis runs on {host}"
        self.machines[host].run(["kill", "-9", pid])

    def restart_redis(self, host: str) -> None:
        self.machines[host].run(["docker", "restart", "-t", "1", CONTAINERS[host]])

    def config(self, host: str, name: str, value: str) -> None:
        redis = open_redis(self.lab, host)
        assert redis is not None, f"no Redis runs on {host}"
        with redis:
            redis.call("CONFIG", "SET", name, value)

    def compose_up(self, host: str) -> None:
        """Somebody brings the old Redis back by hand."""
        self.machines[host].run(["docker", "compose", "-f", COMPOSE_FILE, "up", "-d", "--force-recreate", SOURCE_REDIS],
                                user="admin", directory=PROJECT_DIRECTORY, timeout=60)

    # Docker and hosts

    def kill_docker(self, host: str) -> None:
        self.machines[host].run(["systemctl", "kill", "-s", "KILL", "--kill-who=main", "docker.service"])
        self.broken.append(lambda: self._revive_docker(host))

    def restart_docker(self, host: str) -> None:
        self.machines[host].run(["systemctl", "restart", "--no-block", "docker.service"])
        self.broken.append(lambda: self._start_docker(host))

    def stop_docker(self, host: str) -> None:
        """Down until it is mended."""
        self.machines[host].run(["systemctl", "stop", "docker.socket", "docker.service"])
        self.broken.append(lambda: self._start_docker(host))

    def _revive_docker(self, host: str) -> None:
        """A Docker that was killed stops what still runs when it is back, takes that for its operator's wish (20.10), and
        starts nothing `unless-stopped`. Its operator does; what the product took the policy from stays for the product."""
        self._start_docker(host)
        script = ("for c in $(docker ps -aq --filter status=exited); do "
                  "[ \"$(docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' $c)\" = no ] || docker start $c; done")
        self.machines[host].run(["sh", "-c", script], check=False)

    def _start_docker(self, host: str) -> None:
        self.machines[host].run(["systemctl", "start", "docker.socket", "docker.service"], check=False)
        self.machines[host].wait_for_services("docker.service")

    def power_cut(self, host: str) -> None:
        """All processes of the host end at once; its disk stays."""
        self.machines[host].power_cut()
        self.broken.append(lambda: lifecycle.boot(self.machines[host]))

    # Links

    def cut_link(self, first: str, second: str) -> None:
        network.cut(self.lab, first, second)
        self.broken.append(lambda: network.mend(self.lab, first, second))

    def cut_way(self, sender: str, receiver: str) -> None:
        """What the one sends no longer reaches the other; the other way is whole."""
        network.cut_way(self.lab, sender, receiver)
        self.broken.append(lambda: network.mend(self.lab, sender, receiver))

    # Disks

    def small_disk(self, host: str) -> None:
        """Before the run: the agent's records lie on a disk of their own, of 128 MiB: a backup has room on it."""
        machine = self.machines[host]
        machine.run(["mount", "-t", "tmpfs", "-o", "size=128m", "cutover-state", STATE])
        machine.run(["chown", "cutover-agent:cutover-agent", STATE])
        machine.run(["chmod", "700", STATE])

    def fill_disk(self, host: str) -> None:
        self.machines[host].run(["sh", "-c", f"cat /dev/zero >{FULL}; true"], check=False)
        self.broken.append(lambda: self.machines[host].run(["rm", "-f", FULL]))


def take_disks_away(machines: dict[str, Machine]) -> None:
    """After a case with a small disk."""
    for machine in machines.values():
        if machine.run(["mountpoint", "-q", STATE], check=False).returncode == 0:
            machine.run(["systemctl", "stop", AGENT], check=False)
            machine.run(["umount", "-l", STATE], check=False)


LINKS = {"laptop-source": (LAPTOP, SOURCE), "laptop-target": (LAPTOP, TARGET), "hosts": (SOURCE, TARGET)}
assert set(ADDRESSES) == {LAPTOP, *HOSTS}
