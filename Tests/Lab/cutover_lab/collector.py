"""Collects what the oracle judges: the ledger, both Redis, the worker containers."""
import json
import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from . import sockets
from .docker_api import Docker
from .ledger import Ledger, parse
from .machine import Machine
from .oracle import Facts, Side, WorkerState, choose_holder
from .redis_client import Redis, RedisError
from .settings import (ADDRESSES, HOSTS, LEDGER_VOLUME, PROJECT, SOURCE, SOURCE_REDIS, TARGET, TARGET_REDIS, Lab)
from .shell import wait_until

CONTAINERS = {SOURCE: SOURCE_REDIS, TARGET: TARGET_REDIS}
# The order in which a job moves, so that none is missed between two reads.
LISTS = ("delayed", "prioritized", "waiting-children", "paused", "wait", "active", "failed")
SORTED = ("delayed", "prioritized", "waiting-children", "failed")


def ledger_folder(lab: Lab, host: str = SOURCE) -> Path:
    return Machine(lab, host).docker / "volumes" / LEDGER_VOLUME / "_data"


def read_ledger(lab: Lab) -> Ledger:
    """The events of every host's ledger."""
    files = [ledger_folder(lab, host) / "ledger.log" for host in HOSTS]
    return parse("".join(file.read_text() for file in files if file.exists()))


def open_redis(lab: Lab, host: str) -> Redis | None:
    """A connection to the host's Redis from inside its container's network; None where none runs."""
    machine = Machine(lab, host)
    if not machine.is_running():
        return None
    docker = Docker(machine)
    container = docker.inspect(CONTAINERS[host])
    if not container or not container["State"]["Running"]:
        return None
    namespace = docker.network_namespace(container)
    try:
        connection = sockets.connect(namespace, ("127.0.0.1", listening_port(docker, container)), timeout=5)
        redis = Redis(connection)
        ping = redis.pipeline([("PING",)])[0]
        if isinstance(ping, RedisError) and str(ping).startswith("NOAUTH"):
            redis.call("AUTH", password(lab, host) or "")
        return redis
    except OSError:
        return None


def is_reachable(lab: Lab, host: str) -> bool:
    """Whether anybody but its own container reaches the host's Redis: one that comes back is in no network until it is
    proved that it refuses writes."""
    container = Docker(Machine(lab, host)).inspect(CONTAINERS[host])
    return bool(container and container["NetworkSettings"]["Networks"])


def listening_port(docker: Docker, container: dict) -> int:
    """From the title that Redis gives its process: a stand-in may have taken 6379 over."""
    pid = container["State"]["Pid"]
    title = Path(f"/proc/{docker.machine.leader()}/root/proc/{pid}/cmdline").read_text(errors="replace")
    found = re.match(r"redis-server [^ \0]*:(\d+)", title)
    return int(found.group(1)) if found else 6379


def password(lab: Lab, host: str) -> str | None:
    """The password of a host's Redis, from the host's own files."""
    machine = Machine(lab, host)
    script = ("cat /opt/redis/redis-password /opt/redis/password /opt/redis/secrets/* /run/secrets/redis-password "
              "2>/dev/null | head -n 1")
    secret = machine.run(["sh", "-c", script], check=False).stdout.strip()
    if secret and "requirepass" not in secret:
        return secret
    script = "cat /opt/redis/*.conf /opt/redis/*/*.conf 2>/dev/null"
    found = re.search(r'^\s*requirepass\s+"?([^"\s]+)"?', machine.run(["sh", "-c", script], check=False).stdout, re.M)
    return found.group(1) if found else None


def read_side(lab: Lab, host: str) -> Side | None:
    redis = open_redis(lab, host)
    if redis is None:
        return None
    # One that has just followed anew loads its data, and says nothing of it before.
    wait_until(lambda: redis.info("persistence").get("loading") != "1", 20, f"the Redis of {host} to load its data")
    with redis:
        # Before the probe: what is reachable has been fenced by then, or never will be.
        reachable = is_reachable(lab, host)
        info = redis.info("replication")
        # A harmless write: it changes nothing, is not passed on, and is refused where writes are refused.
        try:
            probe = redis.pipeline([("DEL", "lab:probe:never-there")])[0]
        except OSError:
            # The clients are paused, and this connection with them; begin again without the probe.
            probe = 0 if info.get("role") == "master" else RedisError("paused")
            redis = open_redis(lab, host)
            if redis is None:
                return None
        side = Side(info.get("role", "none"), reachable and not isinstance(probe, RedisError), redis.call("DBSIZE"))
        queues = discover_queues(redis)
        _read_queues(redis, queues, side)
        side.waiting_clients = blocked_clients(redis.call("CLIENT", "LIST", "TYPE", "normal"))
        return side


def discover_queues(redis: Redis) -> list[str]:
    """Every queue of the prefix `bull`, by its meta and lists."""
    names, cursor = set(), "0"
    pattern = re.compile(rf"bull:(.+):(meta|{'|'.join(LISTS)})$")
    while True:
        cursor, keys = redis.call("SCAN", cursor, "MATCH", "bull:*:[mwadpf]*", "COUNT", 5000)
        names.update(found.group(1) for key in keys if (found := pattern.match(key)))
        if cursor == "0":
            return sorted(names)


def _read_queues(redis: Redis, queues: list[str], side: Side) -> None:
    """The ids of all pending jobs at one moment, then the uid in each job's data."""
    commands = [("ZRANGE" if kind in SORTED else "LRANGE", f"bull:{queue}:{kind}", 0, -1)
                for queue in queues for kind in LISTS]
    if not commands:
        return
    replies = iter(redis.transaction(commands))
    places = []
    for queue in queues:
        side.depths[queue] = {}
        for kind in LISTS:
            ids = [job for job in next(replies) if not job.startswith("0:")]
            side.depths[queue][kind] = len(ids)
            places += [(queue, kind, job) for job in ids]
    for start in range(0, len(places), 2000):
        part = places[start:start + 2000]
        data = redis.pipeline([("HGET", f"bull:{queue}:{job}", "data") for queue, _, job in part])
        for (queue, kind, job), text in zip(part, data):
            uid = uid_of(text)
            if uid is None:
                # An active job may just have ended and been removed: only what still waits without a hash dangles.
                side.dangling += kind in ("wait", "paused", "delayed") and _still_there(redis, queue, kind, job)
            elif kind == "failed":
                side.failed.add(uid)
            else:
                side.jobs[uid] = kind


def _still_there(redis: Redis, queue: str, kind: str, job: str) -> bool:
    key = f"bull:{queue}:{kind}"
    found = redis.call("ZSCORE", key, job) if kind in SORTED else redis.call("LPOS", key, job)
    return found is not None and not redis.call("EXISTS", f"bull:{queue}:{job}")


def uid_of(text: str | None) -> str | None:
    try:
        return json.loads(text)["uid"]
    except (TypeError, ValueError, KeyError):
        return None


def blocked_clients(listing: str) -> list[str]:
    """Addresses of clients that wait in a blocking command, as BullMQ's workers do."""
    clients = [dict(word.split("=", 1) for word in line.split(" ") if "=" in word) for line in listing.splitlines()]
    return [client["addr"] for client in clients if "b" in client.get("flags", "")]


def side_of(redis_host: str) -> str | None:
    """Which Redis a URL's host means."""
    names = {SOURCE_REDIS: SOURCE, TARGET_REDIS: TARGET, ADDRESSES[SOURCE]: SOURCE, ADDRESSES[TARGET]: TARGET}
    return names.get(redis_host)


def read_workers(lab: Lab) -> list[WorkerState]:
    workers = []
    for machine in (Machine(lab, host) for host in HOSTS):
        if not machine.is_running():
            continue
        docker = Docker(machine)
        for entry in docker.containers(label=[f"com.docker.compose.project={PROJECT}"]):
            service = entry["Labels"].get("com.docker.compose.service", "")
            container = docker.inspect(entry["Id"]) if service.startswith("worker-") else None
            if container:
                environment = dict(word.split("=", 1) for word in container["Config"]["Env"] if "=" in word)
                redis_host = urlsplit(environment.get("REDIS_URL", "")).hostname or ""
                workers.append(WorkerState(container["Name"].lstrip("/"), container["State"]["Running"],
                                           side_of(redis_host), redis_host))
    return sorted(workers, key=lambda worker: worker.name)


def collect(lab: Lab, holder: str = "auto", declared_reruns: set[str] | None = None) -> Facts:
    """Everything at about one moment: first Redis, then the ledger, as jobs move from the one to the other."""
    cutoff = time.time()
    sides = {host: side for host in HOSTS if (side := read_side(lab, host)) is not None}
    workers = read_workers(lab)
    chosen = choose_holder(sides, workers) if holder == "auto" else holder
    return Facts(read_ledger(lab), sides, workers, chosen or SOURCE, cutoff, time.time(), declared_reruns or set())
