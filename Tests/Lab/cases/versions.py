"""Pairs of different versions: older to newer moves and comes back, newer to older is refused before anything moves."""
import re

from cutover_lab import load, versions
from cutover_lab.settings import COMPOSE_FILE, PROJECT_DIRECTORY, SOURCE, SOURCE_REDIS, TARGET, TARGET_REDIS
from cutover_lab.shell import wait_until

from . import case

ready = False


def prepare(context, machine, server) -> None:
    """Agents on both hosts, the image on one."""
    global ready
    if not ready:
        context.bootstrap()
        ready = True
    versions.load(machine, server, lambda text: print(f"lab: {text}", flush=True))


def fleet(context, image: str):
    """A fleet file whose target has this image."""
    text = context.product.fleet.read_text()
    changed = re.sub(r"(target: \{ host: [\w-]+,)", rf'\1 image: "{image}",', text)
    assert changed != text
    path = context.lab.output / "versions.yaml"
    path.write_text(changed)
    return path


def there_and_back(context, server, version: str) -> None:
    prepare(context, context.target, server)
    context.reset(keys=20_000)
    file = fleet(context, server.image)
    load.start(context.lab, 50, 0.05, None)
    load.add(context.lab, 500)
    output = context.coordinator("cutover", "--yes", fleet=file)
    assert version in output and "the way back works by partial resync only" in output
    context.stop_load()
    context.judge(TARGET)
    assert "lossless (lag" in context.coordinator("status", fleet=file)
    load.start(context.lab, 50, 0.05, None)
    context.coordinator("rollback", "--yes", fleet=file)
    context.stop_load()
    context.judge(SOURCE)


@case("7.0 to 8.0 and back under load: nothing lost, nothing twice, and what rollback means is said beforehand")
def redis_8(context):
    there_and_back(context, versions.REDIS_8, "RDB version 10 → 12")


@case("7.0 to Valkey 8.1 and back under load: nothing lost, nothing twice")
def valkey_8(context):
    there_and_back(context, versions.VALKEY_8, "RDB version 10 → 11")


@case("8.0 started anew after the move: rollback is not lossless since that time, says status, and is refused")
def lost(context):
    prepare(context, context.target, versions.REDIS_8)
    context.reset(keys=1000)
    file = fleet(context, versions.REDIS_8.image)
    context.coordinator("cutover", "--yes", fleet=file)
    # Its history has another id from now on: the old Redis could go on only by a full copy, in a format it cannot read.
    context.target.run(["docker", "restart", "-t", "5", TARGET_REDIS])
    wait_until(lambda: "not lossless since 20" in context.product.run("status", fleet=file).stdout, 30,
               "status to say that rollback is not lossless", 0.5)
    output = context.coordinator("status", fleet=file, status=5)
    assert "rollback_not_lossless" in context.coordinator("status", "--json", fleet=file, status=5)
    assert "+FULLRESYNC" in output or "a full copy" in output
    refused = context.coordinator("rollback", "--yes", fleet=file, status=1)
    assert "rollback is not lossless since 20" in refused


@case("8.0 to 7.0 is refused with both RDB versions; nothing of it is left")
def newer_to_older(context):
    prepare(context, context.source, versions.REDIS_8)
    context.reset()
    file = f"{PROJECT_DIRECTORY}/{COMPOSE_FILE}"
    context.source.run(["sed", "-i", f"s|image: redis:7.*|image: {versions.REDIS_8.image}|", file])
    context.source.run(["docker", "compose", "-f", COMPOSE_FILE, "up", "-d", "--no-deps", SOURCE_REDIS], user="admin",
                       directory=PROJECT_DIRECTORY)
    output = context.coordinator("cutover", "--yes", fleet=fleet(context, "redis:7.0.15-alpine"), status=3)
    assert "has RDB version 12" in output and "has RDB version 10" in output, output
    assert context.target.run(["docker", "ps", "-aq", "--filter", f"name={TARGET_REDIS}"]).stdout == ""
    context.reset()
