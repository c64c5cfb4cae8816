"""What a run looks at before it changes anything: the whole list on a clean lab, and real faults, each found for its own
reason."""
import json
import time

from cutover_lab.collector import open_redis
from cutover_lab.fiskai import wait_for_workers
from cutover_lab.settings import COMPOSE_FILE, PROJECT_DIRECTORY, SOURCE, SOURCE_REDIS, TARGET
from cutover_lab.shell import wait_until

from . import case

# Somebody on the host itself who talks to the Redis, and is no container.
STRANGER = """
import socket, sys, time
connection = socket.create_connection((sys.argv[1], 6379))
connection.sendall(b"CLIENT SETNAME nightly-cron\\r\\n")
time.sleep(float(sys.argv[2]))
"""

# A tailscaled that is told by its LocalAPI to reach everybody through a relay.
TAILSCALED = """
import os, socketserver

class Answer(socketserver.StreamRequestHandler):
    def handle(self):
        target = self.rfile.readline().split()[1]
        while self.rfile.readline().strip():
            pass
        status = b'{"BackendState":"Running"}'
        ping = b'{"LatencySeconds":0.05,"Endpoint":"","PeerRelay":"","DERPRegionID":4,"DERPRegionCode":"fra"}'
        self.wfile.write(b"HTTP/1.0 200 OK\\r\\n\\r\\n" + (ping if b"/ping?" in target else status))

os.makedirs("/run/tailscale", exist_ok=True)
server = socketserver.ThreadingUnixStreamServer("/run/tailscale/tailscaled.sock", Answer)
os.chmod("/run/tailscale/tailscaled.sock", 0o666)
server.serve_forever()
"""


def results(output: str) -> dict[str, list[dict]]:
    """The JSON lines of `check --json`, by the check's name; without the summary, which comes last."""
    found: dict[str, list[dict]] = {}
    for line in output.splitlines():
        if line.startswith("{"):
            row = json.loads(line)
            if row.get("event") == "summary":
                continue
            found.setdefault(row["id"], []).append(row)
    return found


def summary(output: str) -> dict:
    """The last line of `check --json`."""
    row = json.loads(output.splitlines()[-1])
    assert row["event"] == "summary", row
    return row


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
               "redis.publish", "redis.password", "redis.reach", "redis.standalone", "redis.read-only", "redis.image",
               "redis.room", "redis.login", "workers.variable", "workers.running", "workers.url",
               "workers.other-variables", "workers.jobs", "workers.connections", "workers.restarts", "workers.grace",
               "workers.depends",
               "host.restarters", "host.overcommit", "portability.mounts", "portability.modules",
               "portability.started", "tailnet.path"} - set(found)
    assert not missing, f"not made: {missing}"
    failed = [row for rows in found.values() for row in rows if row["verdict"] == "fail"]
    assert not failed, failed
    print(f"       {sum(map(len, found.values()))} checks in {seconds:.2f} s, start of the process included", flush=True)
    whole = summary(output)
    assert whole["checks"] == sum(map(len, found.values())) and not whole["blocking"], whole
    assert seconds <= 3, f"the whole list took {seconds:.2f} s, at most 3 s are allowed: {whole}"
    assert all(row.get("milliseconds") is not None for rows in found.values() for row in rows
               if row["id"] not in ("redis.password", "redis.login", "redis.reach")), "a check without its time"
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


@case("a literal that overrides the variable, a second variable and a Redis whose replicas accept writes are each found")
def overridden(context):
    file = context.source.root / PROJECT_DIRECTORY.lstrip("/") / COMPOSE_FILE
    before = file.read_text()
    try:
        head, tail = before.split("\n  worker-ocr:\n", 1)
        literal = f"REDIS_URL: redis://{SOURCE_REDIS}:6379\n      BULL_URL: redis://{SOURCE_REDIS}:6379/0\n"
        file.write_text(f"{head}\n  worker-ocr:\n{tail.replace('REDIS_URL: ${REDIS_URL}' + chr(10), literal, 1)}")
        compose_up(context, "worker-ocr")
        wait_for_workers(context.source, 60)
        with open_redis(context.lab, SOURCE) as redis:
            redis.call("CONFIG", "SET", "replica-read-only", "no")
        rows = results(context.coordinator("check", "--json", status=1))
        failed = {name: found[0] for name, found in rows.items() if found[0]["verdict"] == "fail"}
        assert set(failed) == {"workers.variable", "workers.other-variables", "redis.read-only"}, failed
        assert "worker-ocr" in failed["workers.variable"]["observed"], failed
        assert "${REDIS_URL}" in failed["workers.variable"]["remedy"], failed
        assert failed["workers.other-variables"]["observed"] == "worker-ocr: BULL_URL", failed
        assert failed["redis.read-only"]["observed"] == "replica-read-only no", failed
        output = context.coordinator("cutover", "--yes", "--accept", "workers.other-variables", status=1)
        assert "redis.read-only" in output and "workers.variable" in output, output
        assert "go on with" not in output, "what a run's safety rests on is offered to be accepted"
    finally:
        file.write_text(before)
        with open_redis(context.lab, SOURCE) as redis:
            redis.call("CONFIG", "SET", "replica-read-only", "yes")
        compose_up(context, "worker-ocr")
        wait_for_workers(context.source, 60)


@case("without tailscaled the path is not looked at, and said so; a relayed one is a warning")
def relayed(context):
    row = results(context.coordinator("check", "tailnet", "--json"))["tailnet.path"][0]
    assert row["verdict"] == "skipped" and "does not answer" in row["observed"], row
    context.source.run(["systemd-run", "--unit", "tailscaled-stand-in", "--collect", "python3", "-c", TAILSCALED])
    try:
        wait_until(lambda: context.source.run(["test", "-S", "/run/tailscale/tailscaled.sock"], check=False).returncode == 0,
                   10, "the stand-in's socket")
        # Bound, but perhaps not yet open to everybody.
        wait_until(lambda: "relay fra" in context.coordinator("check", "tailnet"), 10, "the relay to be told")
        row = results(context.coordinator("check", "tailnet", "--json"))["tailnet.path"][0]
        assert row["verdict"] == "warn" and row["observed"].startswith("through the relay fra in 50"), row
    finally:
        context.source.run(["systemctl", "stop", "tailscaled-stand-in"], check=False)
        context.source.run(["rm", "-rf", "/run/tailscale"])


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
    # The way back has a list of its own: nothing of what makes a new Redis.
    rows = results(context.coordinator("check", "--for", "rollback", "--json"))
    assert rows["redis.clients"][0]["verdict"] == "pass", rows["redis.clients"]
    assert "redis.target" not in rows and "redis.image" not in rows, set(rows)
