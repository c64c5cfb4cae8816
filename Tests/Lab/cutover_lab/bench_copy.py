"""How long a full copy takes, by the same clock: through the product's relay, and straight from Redis to Redis."""
import os
import threading
import time
from contextlib import contextmanager

from . import network
from .collector import open_redis
from .docker_api import Docker
from .errors import LabError
from .machine import Machine
from .redis_client import Redis, RedisError
from .settings import ADDRESSES, SOURCE, SOURCE_REDIS, TARGET, Lab
from .shell import run, wait_until

INTERVAL_SECONDS = 0.01
LIMIT_SECONDS = 120
# What Redis's own filler compresses to nothing would measure its loading only, not the way there.
VALUE_BYTES = 500
KEYS_AT_ONCE = 5000
# Where the old Redis is published for the direct copy, and only then.
DIRECT_PORT = 16379


def fill(lab: Lab, count: int) -> None:
    """Keys with values that cannot be compressed, in the old Redis."""
    redis = open_redis(lab, SOURCE)
    if redis is None:
        raise LabError("the old Redis does not answer")
    with redis:
        redis.connection.settimeout(LIMIT_SECONDS)
        for start in range(0, count, KEYS_AT_ONCE):
            numbers = range(start, min(start + KEYS_AT_ONCE, count))
            replies = redis.pipeline([("SET", f"filler:{number}", os.urandom(VALUE_BYTES)) for number in numbers])
            if any(isinstance(reply, RedisError) for reply in replies):
                raise LabError(f"the old Redis refused a key: {replies[0]}")


class CopyWatch:
    """Watches the target's Redis in a thread, from before it is there until its copy is loaded and its link is up."""

    def __init__(self, lab: Lab):
        self.lab = lab
        self.seconds: float | None = None
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def result(self) -> float:
        """From the order to follow to the link being up, in seconds."""
        self.thread.join(5)
        if self.seconds is None:
            raise LabError("the copy was not seen to end")
        return self.seconds

    def _watch(self) -> None:
        deadline = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < deadline:
            try:
                redis = open_redis(self.lab, TARGET)
            except (OSError, RedisError, LabError):
                redis = None
            if redis is None:
                time.sleep(INTERVAL_SECONDS)
                continue
            with redis:
                try:
                    self._wait(redis, _follows, deadline)
                    began = time.monotonic()
                    self._wait(redis, _is_whole, deadline)
                    self.seconds = time.monotonic() - began
                    return
                except OSError:
                    # A Redis that is started anew while it is set up.
                    continue

    def _wait(self, redis: Redis, condition, deadline: float) -> None:
        while not condition(redis.info("replication", "persistence")):
            if time.monotonic() > deadline:
                return
            time.sleep(INTERVAL_SECONDS)


def _follows(info: dict[str, str]) -> bool:
    """Whether it follows another one: a parked one has 127.0.0.1."""
    return info["role"] == "slave" and not info["master_host"].startswith("127.")


def _is_whole(info: dict[str, str]) -> bool:
    return info.get("master_link_status") == "up" and info["loading"] == "0"


def _is_settled(info: dict[str, str]) -> bool:
    return _is_whole(info) and info["aof_rewrite_in_progress"] == "0" and info["aof_rewrite_scheduled"] == "0"


def direct_seconds(lab: Lab) -> float:
    """A full copy of the same data into the same, emptied container without the relay; then it follows as before."""
    redis = open_redis(lab, TARGET)
    if redis is None:
        raise LabError("the new Redis does not answer")
    with redis, direct_path(lab):
        redis.connection.settimeout(LIMIT_SECONDS)
        before = redis.info("replication")
        redis.call("REPLICAOF", "NO", "ONE")
        try:
            redis.call("FLUSHALL", "SYNC")
            _settle(redis, lambda info: info["aof_rewrite_in_progress"] == "0")
            began = time.monotonic()
            redis.call("REPLICAOF", ADDRESSES[SOURCE], DIRECT_PORT)
            _settle(redis, _is_whole)
            seconds = time.monotonic() - began
            _settle(redis, _is_settled)
        finally:
            redis.call("REPLICAOF", before["master_host"], before["master_port"])
        _settle(redis, _is_settled)
    return seconds


def _settle(redis: Redis, condition) -> None:
    wait_until(lambda: condition(redis.info("replication", "persistence")), LIMIT_SECONDS, "the copy", INTERVAL_SECONDS)


@contextmanager
def direct_path(lab: Lab):
    """Publishes the old Redis on vps-01's tailnet address while the direct copy runs."""
    networks = Docker(Machine(lab, SOURCE)).inspect(SOURCE_REDIS)["NetworkSettings"]["Networks"]
    address = next(network["IPAddress"] for network in networks.values() if network["IPAddress"])
    rules = (
        ["-t", "nat", "{}", "PREROUTING", "-d", ADDRESSES[SOURCE], "-p", "tcp", "--dport", str(DIRECT_PORT),
         "-j", "DNAT", "--to-destination", f"{address}:6379"],
        ["{}", "DOCKER-USER", "-s", ADDRESSES[TARGET], "-d", address, "-p", "tcp", "--dport", "6379", "-j", "ACCEPT"])

    def apply(action: str, check: bool) -> None:
        for rule in rules:
            words = [action if word == "{}" else word for word in rule]
            run(network.inside(lab, SOURCE, ["iptables", "-w", *words]), check=check)
    try:
        apply("-I", check=True)
        yield
    finally:
        apply("-D", check=False)
