"""Cutover, rollback, cutover again, under load, with the ledger as judge."""
import json

from cutover_lab import load
from cutover_lab.settings import PROJECT_DIRECTORY, SOURCE, TARGET

from . import case

ENV = f"{PROJECT_DIRECTORY}/.env"
KEPT = {}


def environment(context) -> tuple[list[str], str]:
    """The env file's lines, and its mode and owner."""
    lines = context.source.run(["cat", ENV]).stdout.splitlines(keepends=True)
    return lines, context.source.run(["stat", "-c", "%a %U:%G", ENV]).stdout.strip()


def redis_started(context) -> str:
    return context.source.run(["docker", "inspect", "-f", "{{.State.StartedAt}}", "fiskai-redis"]).stdout


def old_settings(context) -> str:
    """What a run changes on the old Redis: its settings and Docker's restart policy."""
    settings = [context.source.run(["docker", "exec", "fiskai-redis", "redis-cli", "CONFIG", "GET", name]).stdout
                for name in ("maxmemory*", "repl-*", "client-output-buffer-limit")]
    policy = context.source.run(["docker", "inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", "fiskai-redis"]).stdout
    return "".join(settings) + policy


def worker_urls(context) -> dict[str, str]:
    names = context.source.run(["docker", "ps", "--format", "{{.Names}}"]).stdout.split()
    urls = {}
    for name in names:
        if name.startswith("fiskai-worker-"):
            variables = json.loads(context.source.run(["docker", "inspect", "-f", "{{json .Config.Env}}", name]).stdout)
            urls[name] = next(word.partition("=")[2] for word in variables if word.startswith("REDIS_URL="))
    return urls


@case("cutover under load: nothing lost, nothing twice, the pause within its budget")
def cutover(context):
    context.reset(keys=200_000)
    KEPT["environment"], KEPT["started"] = environment(context), redis_started(context)
    KEPT["settings"] = old_settings(context)
    load.start(context.lab, 50, 0.05, None)
    load.add(context.lab, 3000)
    lines = [json.loads(line) for line in context.coordinator("cutover", "--yes", "--json").splitlines()
             if line.startswith("{")]
    outcome = lines[-1]
    assert outcome["event"] == "outcome" and outcome["outcome"] == "succeeded", outcome
    assert outcome["measurements"]["pauseMicroseconds"] < 1_000_000
    assert any(line["event"] == "vote" and "2 of 2 agents" in line["observed"] for line in lines)
    context.stop_load()
    context.judge(TARGET)


@case("the env file differs in that one line only; mode and owner are kept; the old one is beside it")
def env_file(context):
    (before, owner), (after, owner_after) = KEPT["environment"], environment(context)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert owner == owner_after, owner_after
    assert len(changed) == 1 and changed[0][0].startswith("REDIS_URL="), changed
    kept = context.source.run(["sh", "-c", f"stat -c '%a %U:%G' {ENV}.before-*"]).stdout.split("\n")[0]
    assert kept == owner, kept


@case("every worker has the new URL in its own environment, and the old Redis was never stopped")
def workers(context):
    urls = worker_urls(context)
    assert len(urls) == 7 and all(url.endswith("@100.120.14.126:6379") for url in urls.values()), sorted(urls)
    assert redis_started(context) == KEPT["started"]


@case("the new Redis answers redis-cli on its host, with the password in no argument")
def command_line(context):
    password = next(iter(worker_urls(context).values())).removeprefix("redis://:").partition("@")[0]
    # By standard input: neither this command line nor the one on the host holds it.
    script = "read -r REDISCLI_AUTH && export REDISCLI_AUTH && docker exec -e REDISCLI_AUTH fiskai-redis-vps redis-cli PING"
    assert context.target.run(["sh", "-c", script], input=f"{password}\n").stdout.strip() == "PONG"


@case("status after the move: the pen at the target, the way back lossless, exit 0")
def status(context):
    context.coordinator("status", status=0)
    report = context.product.status()
    assert "lossless" in json.dumps(report)


@case("rollback under load: nothing lost, nothing twice, the env file as it was to the byte")
def rollback(context):
    load.start(context.lab, 50, 0.05, None)
    output = context.coordinator("rollback", "--yes")
    assert "succeeded" in output
    context.stop_load()
    context.judge(SOURCE)
    assert environment(context) == KEPT["environment"]


@case("after the rollback the old Redis has its own settings and restart policy again")
def settings_back(context):
    assert old_settings(context) == KEPT["settings"], old_settings(context)


@case("and cutover again: nothing lost, nothing twice")
def again(context):
    load.start(context.lab, 50, 0.05, None)
    context.coordinator("cutover", "--yes")
    context.stop_load()
    context.judge(TARGET)


@case("a second cutover is refused with the reason: the pen is not at the source")
def twice(context):
    output = context.coordinator("cutover", "--yes", status=1)
    assert "the pen is not at vps-01" in output and "rollback" in output


@case("without a terminal and without --yes nothing is run: exit 2")
def unasked(context):
    context.reset()
    assert "--yes" in context.coordinator("cutover", status=2)
