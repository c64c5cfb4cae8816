"""Back to the state in which a lab comes up, without booting the hosts again."""
import itertools

from . import coolify, fiskai, load, network, template
from .collector import ledger_folder
from .errors import LabError
from .machine import Machine
from .settings import ADDRESSES, HOSTS, PROJECT_DIRECTORY, SOURCE, TARGET, Lab

AGENT = "cutover-agent.service"
AGENT_STATE = "/var/lib/cutover"


def reset(lab: Lab, debug_redis: bool, say) -> None:
    """Removes all that a run has made: containers, data, files, the agents' records. Agents stay installed."""
    machines = {host: Machine(lab, host) for host in HOSTS}
    for first, second in itertools.combinations(ADDRESSES, 2):
        network.mend(lab, first, second)
    with_agent = [machine for machine in machines.values() if _has_agent(machine)]
    for machine in with_agent:
        machine.run(["systemctl", "stop", AGENT], check=False)
        # The folder itself stays: the unit has it bound.
        machine.run(["find", AGENT_STATE, "-mindepth", "1", "-delete"])
    _remove_containers(machines[TARGET])
    # The runbook gives the folder to its own user; it goes back to the agent, as bootstrap left it.
    machines[TARGET].run(["sh", "-c", "[ ! -d /opt/redis ] || find /opt/redis -mindepth 1 -delete; "
                          "! id cutover-agent >/dev/null 2>&1 || [ ! -d /opt/redis ] || "
                          "chown cutover-agent:cutover-agent /opt/redis"])
    coolify.stop(machines[SOURCE])
    _remove_containers(machines[SOURCE])
    machines[SOURCE].run(["docker", "volume", "rm", "-f", "fiskai_fiskai_redis_data"])
    template.renew_worker(machines[SOURCE], say)
    for file in ledger_folder(lab).iterdir():
        file.unlink()
    machines[SOURCE].run(["find", PROJECT_DIRECTORY, "-mindepth", "1", "-delete"])
    fiskai.write_files(machines[SOURCE], debug_redis)
    start(machines[SOURCE])
    for machine in with_agent:
        machine.run(["systemctl", "reset-failed", AGENT], check=False)
        machine.run(["systemctl", "start", AGENT])


def start(source: Machine) -> None:
    """Starts FiskAI and the App, and waits until both work."""
    fiskai.prepare_docker(source)
    fiskai.compose_up(source)
    fiskai.run_app(source)
    fiskai.wait_for_workers(source)


def fill(lab: Lab, keys: int, backlog: int) -> None:
    """The wanted number of keys, then a backlog of acknowledged jobs."""
    if keys:
        load.populate(lab, SOURCE, keys)
    if backlog:
        counts = load.add(lab, backlog)
        if counts["add"] != backlog:
            raise LabError(f"backlog of {backlog}: {counts}")


def _has_agent(machine: Machine) -> bool:
    return machine.run(["systemctl", "cat", AGENT], check=False).returncode == 0


def _remove_containers(machine: Machine) -> None:
    """All containers of the host, and the networks that only they used."""
    script = ('ids=$(docker ps -aq); [ -z "$ids" ] || docker rm -f -v $ids >/dev/null; '
              'for n in $(docker network ls -q --filter type=custom); do '
              '[ "$(docker network inspect -f "{{.Name}}" $n)" = coolify ] || docker network rm $n >/dev/null; done')
    if machine.run(["sh", "-c", script], check=False).returncode == 0:
        return
    # Docker 20.10 may keep the endpoint of a container that was removed while it was being connected; only a new start
    # of the daemon forgets it.
    machine.run(["systemctl", "reset-failed", "docker.service"], check=False)
    machine.run(["systemctl", "restart", "docker.service"])
    machine.wait_for_services("docker.service")
    machine.run(["sh", "-c", script])
