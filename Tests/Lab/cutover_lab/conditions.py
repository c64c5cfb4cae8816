"""What a script may wait for: a condition with a deadline instead of a fixed pause."""
from . import fiskai, network, sockets
from .collector import collect, open_redis, read_ledger
from .errors import LabError
from .machine import Machine
from .settings import ADDRESSES, HOSTS, LAPTOP, SOURCE, Lab
from .shell import wait_until

# condition: (arguments, what it means)
CONDITIONS = {
    "workers": ((), "all workers and the App of vps-01 have started"),
    "drained": ((), "no job is pending on the Redis that holds the pen"),
    "done": (("COUNT",), "so many jobs have been done"),
    "redis": (("HOST",), "the host's Redis answers"),
    "port": (("HOST", "PORT"), "the laptop can connect to the host's port"),
    "log": (("HOST", "CONTAINER", "TEXT"), "the container has logged the text"),
    "unit": (("HOST", "UNIT"), "the systemd unit is active"),
}


def wait(lab: Lab, name: str, arguments: list[str], seconds: float) -> None:
    """Returns when the condition holds; a LabError names it when the time is over."""
    wanted, meaning = CONDITIONS[name]
    if len(arguments) != len(wanted):
        raise LabError(f"wait-for {name} {' '.join(wanted)}: {meaning}")
    if wanted[:1] == ("HOST",) and arguments[0] not in HOSTS:
        raise LabError(f"{arguments[0]} is not a host: {', '.join(HOSTS)}")
    if name == "workers":
        fiskai.wait_for_workers(Machine(lab, SOURCE), seconds)
        return
    wait_until(lambda: _holds(lab, name, arguments), seconds, f"{name} {' '.join(arguments)}".rstrip(), 0.1)


def _holds(lab: Lab, name: str, arguments: list[str]) -> bool:
    match name, arguments:
        case "drained", _:
            facts = collect(lab)
            return facts.holder in facts.sides and not facts.sides[facts.holder].jobs
        case "done", [count]:
            return len(read_ledger(lab).dones) >= int(count)
        case "redis", [host]:
            return _answers(lab, host)
        case "port", [host, port]:
            return connects(lab, host, int(port))
        case "log", [host, container, text]:
            logs = Machine(lab, host).run(["docker", "logs", container], check=False)
            return text in logs.stdout + logs.stderr
        case "unit", [host, unit]:
            return Machine(lab, host).run(["systemctl", "-q", "is-active", unit], check=False).returncode == 0
    raise LabError(f"no such condition: {name}")


def _answers(lab: Lab, host: str) -> bool:
    redis = open_redis(lab, host)
    if redis is None:
        return False
    with redis:
        return "loading:0" in redis.call("INFO", "persistence")


def connects(lab: Lab, host: str, port: int) -> bool:
    """Whether the laptop can open a TCP connection to the host."""
    try:
        sockets.connect(network.path(lab.namespace(LAPTOP)), (ADDRESSES[host], port), 1).close()
        return True
    except OSError:
        return False
