"""How long the overview takes, against the same questions by ssh to both hosts at once."""
import subprocess
import time

from . import network
from .errors import LabError
from .product import Product
from .settings import ADDRESSES, LAPTOP, SOURCE, SOURCE_REDIS, TARGET, TARGET_REDIS, Lab

# In each round of moves.
REPETITIONS = 4
# What a person would ask: the containers with their environment, and the Redis. Nothing is waited for in between.
QUESTIONS = ("docker ps --all --format json; docker ps -q | xargs docker inspect -f '{{{{json .Config.Env}}}}'; "
             "docker exec {redis} sh -c 'redis-cli info; redis-cli client list'; uptime; df -P /; free")


def measure(product: Product) -> tuple[list[float], list[float]]:
    """Milliseconds of both, in turn."""
    ours, peer = [], []
    for _ in range(REPETITIONS):
        ours.append(_ours_ms(product))
        peer.append(_ssh_ms(product.lab))
    return ours, peer


def _ours_ms(product: Product) -> float:
    words = product.command("status", "--fleet", str(product.fleet), "--json")
    environment = product.environment()
    began = time.perf_counter()
    ended = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    milliseconds = (time.perf_counter() - began) * 1000
    # 5 means that something is wrong in the fleet, which was found out in that time, too.
    if ended.returncode not in (0, 5):
        raise LabError(f"coordinator status ended with {ended.returncode}: {ended.stderr[-500:]!r}")
    return milliseconds


def _ssh_ms(lab: Lab) -> float:
    began = time.perf_counter()
    processes = [subprocess.Popen(_ssh(lab, host, redis), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
                 for host, redis in ((SOURCE, SOURCE_REDIS), (TARGET, TARGET_REDIS))]
    for process in processes:
        errors = process.communicate(timeout=60)[1]
        if process.returncode != 0:
            raise LabError(f"ssh ended with {process.returncode}: {errors[-500:]!r}")
    return (time.perf_counter() - began) * 1000


def _ssh(lab: Lab, host: str, redis: str) -> list[str]:
    return network.inside(lab, LAPTOP, [
        "ssh", "-F", "none", "-i", str(lab.key), "-o", f"UserKnownHostsFile={lab.known_hosts}",
        "-o", "GlobalKnownHostsFile=/dev/null", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes",
        "-o", "ControlMaster=no", "-o", "ControlPath=none", f"admin@{ADDRESSES[host]}", QUESTIONS.format(redis=redis)])

