"""The end of the old Redis: refused while anything stands against it; then a proven backup, and nothing is left but the volume."""
import json

from cutover_lab import conditions, fiskai, load
from cutover_lab.settings import APP, SOURCE_REDIS, TARGET, TARGET_REDIS
from cutover_lab.shell import wait_until

from . import case
from .moves import worker_urls

KEPT = {}


def lines(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def volumes(context) -> list[str]:
    return context.source.run(["docker", "volume", "ls", "-q"]).stdout.split()


def containers(context) -> list[str]:
    return context.source.run(["docker", "ps", "-a", "--format", "{{.Names}}"]).stdout.split()


@case("a cutover takes a backup of the copy before anything is stopped, and says where it is")
def before_gate(context):
    context.reset(keys=2000, backlog=300)
    output = context.coordinator("cutover", "--yes", "--json")
    context.judge(TARGET)
    names = context.target.run(["ls", "/var/lib/cutover/backups"]).stdout.split()
    assert len(names) == 1 and names[0].endswith("-before-gate.rdb"), names
    path = f"/var/lib/cutover/backups/{names[0]}"
    assert context.target.run(["stat", "-c", "%a", path]).stdout.strip() == "600"
    digest = context.target.run(["sha256sum", path]).stdout.split()[0]
    assert digest in output, digest


@case("finalize is refused on the same day, while the App talks to the old Redis, and while compose defines it")
def refused(context):
    # What it adds is refused; a client of it keeps its connection.
    assert load.add(context.lab, 3)["add"] == 0
    client = "import socket, time; s = socket.create_connection(('fiskai-redis', 6379)); time.sleep(60)"
    context.source.run(["docker", "exec", "-d", APP, "python3", "-c", client])
    wait_until(lambda: APP in json.dumps(context.product.status()), 10, "the App's connection to the old Redis to be seen")
    output = context.coordinator("finalize", "--yes", "--json", status=1)
    failed = {line["id"]: line for line in lines(output) if line.get("verdict") == "fail"}
    assert set(failed) == {"finalize.age", "finalize.clients", "finalize.compose-file"}, sorted(failed)
    assert APP in failed["finalize.clients"]["observed"], failed
    assert f"service {SOURCE_REDIS}" in failed["finalize.compose-file"]["observed"], failed
    assert all(line["remedy"] for line in failed.values()), failed
    assert SOURCE_REDIS in containers(context)
    # The App is not moved by this version: by hand, to the URL that the workers have.
    url = next(iter(worker_urls(context).values()))
    context.source.run(["docker", "rm", "-f", APP])
    fiskai.run_app(context.source, url)
    fiskai.wait_for_workers(context.source)
    output = context.coordinator("finalize", "--yes", "--now", status=1)
    assert "--accept finalize.compose-file" in output, output


@case("a volume that is not the old Redis's is refused, and nothing is removed")
def wrong_volume(context):
    output = context.coordinator(
        "finalize", "--yes", "--now", "--accept", "finalize.compose-file", "--confirm-volume", "nonsense", status=1)
    assert "nonsense is no volume of the old Redis" in output, output
    assert SOURCE_REDIS in containers(context)


@case("finalize --now: a backup that was restored and counted, then the container is gone and its volume is still there")
def finalize(context):
    KEPT["volumes"] = volumes(context)
    output = context.coordinator("finalize", "--yes", "--now", "--accept", "finalize.compose-file", "--json")
    outcome = lines(output)[-1]
    assert outcome["outcome"] == "succeeded", outcome
    steps = [line["step"] for line in lines(output) if line.get("event") == "step"]
    assert steps == ["lease", "backup", "proof", "clients", "retire", "settle", "release"], steps
    backup = outcome["backup"]
    assert context.source.run(["sha256sum", backup["path"]]).stdout.split()[0] == backup["sha256"]
    assert SOURCE_REDIS not in containers(context)
    assert not [name for name in containers(context) if name.startswith("cutover-proof")]
    assert sorted(volumes(context)) == sorted(KEPT["volumes"])
    KEPT["volume"], = outcome["volumes"]
    definition, = outcome["compose"]
    assert definition["service"] == SOURCE_REDIS and definition["dependents"], definition


@case("the fleet goes on with the new Redis alone: no alarm, jobs flow, history has it, a rollback is refused")
def afterwards(context):
    load.add(context.lab, 200)
    conditions.wait(context.lab, "drained", [], 60)
    output = context.coordinator("status", status=0)
    assert "the old Redis was retired" in output, output
    assert "finalize" in context.coordinator("history")
    output = context.coordinator("rollback", "--yes", status=1)
    assert "there is no old Redis to go back to" in output and "finalize.rdb" in output, output


@case("the new Redis has its own restart policy again, and serves after a restart of its own")
def restarts(context):
    policy = context.target.run(["docker", "inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", TARGET_REDIS]).stdout
    assert policy.strip() == "unless-stopped", policy
    context.target.run(["docker", "kill", "--signal", "KILL", TARGET_REDIS])
    context.target.run(["docker", "start", TARGET_REDIS])
    wait_until(lambda: (context.product.status()["pen"] or {}).get("host") == TARGET
               and not context.product.status()["degraded"], 30, "the new Redis to serve", 0.5)
    load.add(context.lab, 50)
    conditions.wait(context.lab, "drained", [], 60)


@case("a container of the old name that compose brings back is fenced, and an alarm")
def returned(context):
    context.source.run(["docker", "compose", "-f", "docker-compose.workers.yml", "up", "-d", "--no-deps", SOURCE_REDIS],
                       user="admin", directory="/home/admin/FiskAI", timeout=180)
    wait_until(lambda: "READONLY" in context.source.run(
        ["docker", "exec", SOURCE_REDIS, "redis-cli", "SET", "returned", "1"], check=False).stdout, 30,
        "the returned one to refuse writes", 0.3)
    output = context.coordinator("status", status=5)
    assert "was retired by" in output, output
    context.source.run(["docker", "rm", "-f", SOURCE_REDIS])
    context.coordinator("status", status=0)


@case("the volume goes when its name is typed, and only then")
def volume(context):
    output = context.coordinator("finalize", "--yes", "--confirm-volume", KEPT["volume"])
    assert f"the volume {KEPT['volume']} was removed" in output, output
    assert KEPT["volume"] not in volumes(context)
    context.judge(TARGET)
