"""The peer of the work gap: the same stop and start of the same compose project by hand, and the scripted runbook."""
import re
import time

from . import bench_moves, fiskai, load, reset, runbook
from .errors import LabError
from .machine import Machine
from .settings import COMPOSE_FILE, PROJECT_DIRECTORY, SOURCE, TARGET, WORKER_QUEUES, Lab
from .shell import wait_until

COMPOSE = ["docker", "compose", "-f", COMPOSE_FILE]
REDIS_DIRECTORY = "/opt/redis"
# As long as policy.drain of the lab's fleet file.
GRACE_SECONDS = 60
URL = re.compile(r"^(REDIS_URL=)(['\"]?)([^'\"\n]*)(['\"]?)$", re.M)


def restart_by_hand(machine: Machine) -> float:
    """Stops the workers, changes REDIS_URL to another spelling of the same database, starts them; returns seconds.

    The second call changes it back, so that the file is as the product left it, to the byte.
    """
    # A worker that is still starting ignores the signal, and would be waited for until it is killed.
    fiskai.wait_for_workers(machine)
    changed = _other_spelling(machine.run(["cat", ".env"], user="admin", directory=PROJECT_DIRECTORY).stdout)
    began = time.monotonic()
    _as_admin(machine, [*COMPOSE, "stop", "-t", str(GRACE_SECONDS), *WORKER_QUEUES])
    machine.run(["sh", "-c", "cat >.env"], user="admin", directory=PROJECT_DIRECTORY, input=changed)
    _as_admin(machine, [*COMPOSE, "up", "-d", "--no-deps", *WORKER_QUEUES])
    return time.monotonic() - began


def _as_admin(machine: Machine, command: list[str]) -> None:
    machine.run(command, user="admin", directory=PROJECT_DIRECTORY, timeout=180)


def _other_spelling(text: str) -> str:
    """With `/0`, the database that is meant anyway, or without it."""
    def respell(found: re.Match) -> str:
        url = found[3].removesuffix("/0") if found[3].endswith("/0") else found[3] + "/0"
        return f"{found[1]}{found[2]}{url}{found[4]}"
    changed, count = URL.subn(respell, text)
    if count != 1:
        raise LabError(f".env has {count} lines REDIS_URL=, not one")
    return changed


def runbook_gap_seconds(lab: Lab, rate: float, backlog: int) -> float:
    """The work gap of the scripted runbook under the same load. It strands jobs: the lab must be reset afterwards."""
    target = Machine(lab, TARGET)
    owner = target.run(["stat", "-c", "%U:%G", REDIS_DIRECTORY]).stdout.strip()
    try:
        return _runbook_gap_seconds(lab, rate, backlog)
    finally:
        # The runbook takes the folder for its user; a later move needs it as bootstrap has left it.
        target.run(["chown", owner, REDIS_DIRECTORY])


def _runbook_gap_seconds(lab: Lab, rate: float, backlog: int) -> float:
    reset.reset(lab, True, lambda text: None)
    load.start(lab, rate, 0.05, None)
    load.add(lab, backlog)
    moments: dict[str, float] = {}
    runbook.perform(lab, lambda text: moments.setdefault(text.split()[1], time.time()))
    started = time.time()
    try:
        wait_until(lambda: bench_moves.job_times(lab)[-1] > started, 60, "a job done after the runbook", 0.5)
    finally:
        load.stop(lab)
    # Step B stops and starts the workers; step D begins when they have all said that they started.
    return bench_moves.work_gap_seconds(bench_moves.job_times(lab), moments["B"], moments["D"])
