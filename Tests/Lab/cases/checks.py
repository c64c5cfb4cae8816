"""What a run looks at before it changes anything: the whole list on a clean lab, and real faults, each found for its own
reason."""
import json
import time

from cutover_lab.collector import open_redis
from cutover_lab.fiskai import wait_for_workers
from cutover_lab.settings import COMPOSE_FILE, PROJECT_DIRECTORY, SOURCE, SOURCE_REDIS, TARGET

from . import case

# Somebody on the host itself who talks to the Redis, and is no container.
STRANGER = """
import socket, sys, time
connection = socket.create_connection((sys.argv[1], 6379))
connection.sendall(b"CLIENT SETNAME nightly-cron\\r\\n")
time.sleep(float(sys.argv[2]))
"""


def results(output: str) -> dict[str, list[dict]]:
    """The JSON lines of `check --json`, by the check's name."""
    found: dict[str, list[dict]] = {}
    for line in output.splitlines():
        if line.startswith("{"):
            row = json.loads(line)
            found.setdefault(row["id"], []).append(row)
    return found


def compose_up(context, *services: str) -> None:
    context.source.run(["docker", "compose", "-f", COMPOSE_FILE, "up", "-d", "--no-deps", *services], user="admin",
                       directory=PROJECT_DIRECTORY, timeout=60)


@case("check on a clean lab: every check of the list is made, and nothing stands against a run")
def clean(context):
    context.reset(keys=1000)
    wait_for_workers(context.source, 60)
    began = time.monotonic()
    output = context.coordinator("check", "--json")
    seconds = time.monotonic() - began
    found = results(output)
    missing = {"host.docker", "host.disk", "host.clock", "host.memory", "redis.answers", "redis.role", "redis.versions",
               "redis.databases", "redis.eviction", "redis.evicted", "redis.persistence", "redis.modules",
               "redis.functions", "redis.container-memory", "redis.dangling", "redis.clients", "redis.target",
               "redis.publish", "redis.password", "redis.reach", "workers.variable", "workers.running", "workers.url",
               "workers.restarts", "workers.grace", "portability.mounts", "portability.modules",
               "portability.started"} - set(found)
    assert not missing, f"not made: {missing}"
    failed = [row for rows in found.values() for row in rows if row["verdict"] == "fail"]
    assert not failed, failed
    print(f"       {sum(map(len, found.values()))} checks in {seconds:.2f} s, start of the process included", flush=True)
    only = results(context.coordinator("check", "portability", "--json"))
    assert set(only) == {"portability.mounts", "portability.modules", "portability.started"}, set(only)
    assert "did you mean redis.clients?" in context.coordinator("check", "redis.client", status=2)


@case("source code mounted into a worker, and an id without its job, are found; both may be accepted by name")
def found(context):
    file = context.source.root / PROJECT_DIRECTORY.lstrip("/") / COMPOSE_FILE
    before = file.read_text()
    with open_redis(context.lab, SOURCE) as redis:
        redis.call("RPUSH", "bull:ghost:wait", "4711")
    try:
        head, tail = before.split("\n  worker-ocr:\n", 1)
        first, rest = tail.split("    volumes:\n", 1)
        file.write_text(f"{head}\n  worker-ocr:\n{first}    volumes:\n      - /srv:/app/src\n{rest}")
        compose_up(context, "worker-ocr")
        wait_for_workers(context.source, 60)
        output = context.coordinator("check", "--json", status=1)
        rows = results(output)
        mounts, dangling = rows["portability.mounts"][0], rows["redis.dangling"][0]
        assert mounts["verdict"] == "fail" and mounts["observed"] == "worker-ocr: /srv at /app/src", mounts
        assert dangling["verdict"] == "fail" and dangling["observed"].startswith("ghost 1 of 1;"), dangling
        context.coordinator("check", "--accept", "portability.mounts", "--accept", "redis.dangling")
        assert "cannot be accepted" in context.coordinator("check", "--accept", "redis.role", status=2)
    finally:
        file.write_text(before)
        with open_redis(context.lab, SOURCE) as redis:
            redis.call("DEL", "bull:ghost:wait")
        compose_up(context, "worker-ocr")
        wait_for_workers(context.source, 60)


@case("a client that nobody knows stands against a cutover; accepted by name it goes on, and that is on record")
def stranger(context):
    address = context.source.run(
        ["docker", "inspect", "-f", "{{.NetworkSettings.Networks.coolify.IPAddress}}", SOURCE_REDIS]).stdout.strip()
    context.source.run(["systemd-run", "--unit", "stranger", "--collect", "python3", "-c", STRANGER, address, "120"])
    try:
        output = context.coordinator("cutover", "--yes", status=1)
        assert "redis.clients" in output and "(nightly-cron)" in output and "--accept redis.clients" in output, output
        output = context.coordinator("cutover", "--yes", "--accept", "redis.clients")
        assert "accepted  although they may fail: redis.clients" in output, output
        assert "1 accepted (redis.clients)" in output, output
    finally:
        context.source.run(["systemctl", "stop", "stranger"], check=False)
    context.judge(TARGET)
