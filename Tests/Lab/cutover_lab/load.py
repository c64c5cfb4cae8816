"""The load: its rate, a backlog at once, and keys that only fill memory."""
import http.client
import json
import os
import time

from . import network, sockets
from .collector import ledger_folder, open_redis
from .errors import LabError
from .redis_client import Redis, RedisError
from .settings import ADDRESSES, APP_PORT, LAPTOP, SOURCE, Lab
from .shell import wait_until

FILLER_BYTES = 200


def request(lab: Lab, method: str, path: str, timeout: float = 120) -> tuple[int, dict]:
    """Asks the App from the laptop, over the tailnet."""
    connection = http.client.HTTPConnection(ADDRESSES[SOURCE], APP_PORT, timeout=timeout)
    try:
        namespace = network.path(lab.namespace(LAPTOP))
        connection.sock = sockets.connect(namespace, (ADDRESSES[SOURCE], APP_PORT), timeout)
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise LabError(f"the App does not answer {method} {path}: {error!r}") from error
    finally:
        connection.close()


def _control(lab: Lab, value: dict) -> None:
    file = ledger_folder(lab) / "control.json"
    new = file.with_suffix(".new")
    new.write_text(json.dumps(value))
    new.rename(file)


def note(lab: Lab, *words) -> None:
    """Writes a line of the lab's own into the ledger."""
    file = os.open(ledger_folder(lab) / "ledger.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, (" ".join(map(str, words)) + "\n").encode())
    finally:
        os.close(file)


def start(lab: Lab, rate: float, delayed_share: float, duration: float | None, defaults: bool = False) -> None:
    """From now on the App adds jobs at this rate, also after it is deployed again; with a client as its library makes it,
    or with one that repeats nothing by itself."""
    if rate <= 0:
        raise LabError("the rate must be above 0 adds a second")
    request(lab, "GET", "/health")
    moment = time.time()
    note(lab, "load", "start", f"{moment:.6f}", rate)
    _control(lab, {"rate": rate, "delayed_share": delayed_share, "until": moment + duration if duration else None,
                   "defaults": defaults})


def stop(lab: Lab, wait: float = 15) -> None:
    """No more adds; returns when none is in flight."""
    if not ledger_folder(lab).exists():
        return
    _control(lab, {"rate": 0})
    note(lab, "load", "stop", f"{time.time():.6f}")
    counts: list[dict] = []

    def quiet() -> bool:
        """Twice the same: the App looks at its control file 20 times a second."""
        counts.append(request(lab, "GET", "/lab/status")[1])
        return len(counts) > 1 and counts[-1]["in_flight"] == 0 and counts[-1] == counts[-2]
    wait_until(quiet, wait, "adds in flight to end", 0.2)


def add(lab: Lab, count: int) -> dict:
    """A backlog of acknowledged jobs; returns how many were added, failed, or are unknown."""
    status, counts = request(lab, "POST", f"/lab/add?n={count}", timeout=max(120, count / 100))
    if status != 200:
        raise LabError(f"the App answered {status}: {counts}")
    return counts


def populate(lab: Lab, host: str, count: int) -> int:
    """Fills Redis with keys that nobody uses; returns DBSIZE."""
    redis = open_redis(lab, host)
    if redis is None:
        raise LabError(f"no Redis runs on {host}")
    with redis:
        redis.connection.settimeout(120)
        if isinstance(redis.pipeline([("DEBUG", "POPULATE", count, "filler", FILLER_BYTES)])[0], RedisError):
            _populate_by_writes(redis, count)
        return redis.call("DBSIZE")


def _populate_by_writes(redis: Redis, count: int) -> None:
    """Where DEBUG is not allowed, as on a usual server."""
    value = b"x" * FILLER_BYTES
    for start in range(0, count, 5000):
        numbers = range(start, min(start + 5000, count))
        for reply in redis.pipeline([("SET", b"filler:%d" % number, value) for number in numbers]):
            if isinstance(reply, RedisError):
                raise LabError(f"Redis refused a key: {reply}")
