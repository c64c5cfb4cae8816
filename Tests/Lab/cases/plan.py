"""See it coming: the plan, what it rests on, and a rehearsal that stops nobody."""
import json
import subprocess

from cutover_lab import load
from cutover_lab.fiskai import wait_for_workers
from cutover_lab.settings import COMPOSE_FILE, PROJECT_DIRECTORY, SOURCE, SOURCE_REDIS, TARGET_REDIS

from . import case
from .checks import compose_up


def containers(machine) -> list[str]:
    return sorted(machine.run(["docker", "ps", "-aq", "--no-trunc"]).stdout.split())


@case("plan shows each phase and the one line that changes; nothing is changed by it, and no secret is shown")
def shown(context):
    context.reset(keys=1000)
    wait_for_workers(context.source, 60)
    before = containers(context.source), containers(context.target)
    output = context.coordinator("plan")
    for words in ("plan ", "findings: ", "fiskai-redis-vps", "maxmemory-policy allkeys-lru → noeviction", "stops",
                  "- 13: REDIS_URL=redis://fiskai-redis:6379", "+ 13: REDIS_URL=redis://<redacted>@100.120.14.126:6379",
                  "estimates:", "four round trips of", "between the agents took",
                  "going back: coordinator rollback", "coordinator cutover --plan "):
        assert words in output, f"no '{words}'"
    assert (containers(context.source), containers(context.target)) == before
    again = json.loads(context.coordinator("plan", "--json").splitlines()[0])
    assert again["hash"] in output, "the plan of the same fleet has another hash"
    estimates = again["estimates"]
    assert estimates["copy"]["microseconds"] > 0 and estimates["writePause"]["microseconds"] > 2000, estimates
    left = context.target.run(["find", "/var/lib/cutover", "-name", ".measure-*"]).stdout
    assert not left.strip(), f"left behind by the measurement: {left}"


@case("rehearse under load: copied and measured, no worker stopped, and everything put back")
def rehearsed(context):
    policies = context.source.run(["docker", "inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", SOURCE_REDIS]).stdout
    before = containers(context.source)
    load.start(context.lab, 50, 0.05, None)
    output = context.coordinator("rehearse", "--yes")
    context.stop_load()
    assert "rehearsal succeeded" in output and "copy " in output and "MB/s" in output, output
    assert containers(context.source) == before, "a container was made anew"
    assert TARGET_REDIS not in context.target.run(["docker", "ps", "-a"]).stdout
    now = context.source.run(["docker", "inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", SOURCE_REDIS]).stdout
    assert now == policies, (policies, now)
    context.judge(SOURCE)


@case("a worker that somebody makes anew after the plan: cutover --plan refuses, names it, and changes nothing")
def drifted(context):
    shown = json.loads(context.coordinator("plan", "--json").splitlines()[0])["hash"]
    context.source.run(["docker", "compose", "-f", COMPOSE_FILE, "rm", "-sf", "worker-ocr"], user="admin",
                       directory=PROJECT_DIRECTORY, timeout=60)
    compose_up(context, "worker-ocr")
    wait_for_workers(context.source, 60)
    output = context.coordinator("cutover", "--yes", "--plan", shown, status=1)
    assert "worker-ocr on vps-01: container was" in output and "coordinator plan, and look again" in output, output
    now = json.loads(context.coordinator("plan", "--json").splitlines()[0])["hash"]
    context.coordinator("cutover", "--yes", "--plan", now)
    context.coordinator("rollback", "--yes")


@case("a worker that somebody makes anew while a run holds: the run ends before the drain, names it, and puts all back")
def deployed(context):
    context.reset(keys=1000)
    wait_for_workers(context.source, 60)
    words = context.product.command("cutover", "--fleet", str(context.product.fleet), "--yes", "--json", "--hold")
    run = subprocess.Popen(words, env=context.product.environment(), stdout=subprocess.PIPE, text=True)
    assert any('"event":"holding"' in line for line in run.stdout)
    context.source.run(["docker", "compose", "-f", COMPOSE_FILE, "up", "-d", "--no-deps", "--force-recreate", "worker-ocr"],
                       user="admin", directory=PROJECT_DIRECTORY, timeout=60)
    wait_for_workers(context.source, 60)
    context.coordinator("proceed")
    rest = run.stdout.read()
    assert run.wait(120) == 3, rest[-2000:]
    assert "worker-ocr on vps-01 was made anew" in rest and "no worker was stopped" in rest, rest[-2000:]
    assert '"event":"stopping"' not in rest, "a worker was stopped"
    context.judge(SOURCE)
