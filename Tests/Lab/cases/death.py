"""Whoever dies in the middle of a run: workers end on exactly one side, and no job is lost."""
import signal
import subprocess

from cutover_lab import conditions, load
from cutover_lab.settings import SOURCE, TARGET
from cutover_lab.shell import wait_until

from . import case
from .moves import worker_urls
from .mutants import break_agents

OLD = {"redis://fiskai-redis:6379"}
# The lease's 15 s, and the start of seven containers on a busy machine.
DEAD_MAN_SECONDS = 60


def cutover_until(context, mark: str) -> subprocess.Popen:
    """A cutover that has just written a line with this mark; it goes on."""
    words = context.product.command("cutover", "--fleet", str(context.product.fleet), "--yes", "--json")
    run = subprocess.Popen(words, env=context.product.environment(), stdout=subprocess.PIPE, text=True)
    lines = []
    for line in run.stdout:
        lines.append(line)
        if mark in line:
            return run
    raise AssertionError(f"no line with {mark}: {''.join(lines[-5:])}")


def workers_on(context, side: str) -> None:
    """Until all seven workers run with the URL of that side."""
    def there() -> bool:
        urls = worker_urls(context)
        return len(urls) == 7 and all((url in OLD) == (side == SOURCE) for url in urls.values())
    wait_until(there, DEAD_MAN_SECONDS, f"the workers to run on {side}", 0.5)


def start_with_load(context, fault: str | None = None) -> None:
    context.reset(keys=1000)
    if fault:
        break_agents(context, fault)
    load.start(context.lab, 50, 0.05, None)
    load.add(context.lab, 500)


@case("the laptop dies in the drain: the agent starts the workers again on the old side, and a new run succeeds")
def laptop_in_drain(context):
    start_with_load(context)
    run = cutover_until(context, '"event":"stopping"')
    run.send_signal(signal.SIGKILL)
    run.wait(10)
    workers_on(context, SOURCE)
    context.coordinator("cutover", "--yes")
    context.stop_load()
    context.judge(TARGET)


@case("the laptop dies right after the cut: the agents change the URL and start the workers on the new side")
def laptop_after_cut(context):
    start_with_load(context)
    run = cutover_until(context, '"phase":"cut","required"')
    run.send_signal(signal.SIGKILL)
    run.wait(10)
    workers_on(context, TARGET)
    context.stop_load()
    context.judge(TARGET)
    assert "succeeded" in context.coordinator("rollback", "--yes")
    context.judge(SOURCE)


@case("the old side's agent dies in the drain: it is back, and workers run on exactly one side")
def agent_in_drain(context):
    start_with_load(context)
    run = cutover_until(context, '"event":"stopping"')
    context.source.run(["systemctl", "kill", "-s", "KILL", "cutover-agent"])
    run.stdout.read()
    code = run.wait(200)
    workers_on(context, TARGET if code == 0 else SOURCE)
    context.stop_load()
    context.judge(TARGET if code == 0 else SOURCE)


@case("the old side's agent dies with its Redis fenced: back again it bars the promotion and un-fences; nothing is lost")
def agent_after_fence(context):
    start_with_load(context, "die-before:compare")
    try:
        output = context.coordinator("cutover", "--yes", status=3)
        assert "taken back" in output
        workers_on(context, SOURCE)
        context.stop_load()
        context.judge(SOURCE)
    finally:
        context.stop_load()
        break_agents(context, None)


@case("the old side's agent dies after the promotion: back again it follows the new one, and the run goes on")
def agent_after_promotion(context):
    start_with_load(context, "die-before:yieldPen")
    try:
        context.coordinator("cutover", "--yes")
        workers_on(context, TARGET)
        context.stop_load()
        context.judge(TARGET)
        assert "lossless" in context.coordinator("status")
    finally:
        context.stop_load()
        break_agents(context, None)


@case("the new side's agent dies with the promotion on record: back again it tells its Redis, and the run goes on")
def agent_before_promotion(context):
    start_with_load(context, "die-before:tellRedis")
    try:
        context.coordinator("cutover", "--yes")
        workers_on(context, TARGET)
        context.stop_load()
        context.judge(TARGET)
    finally:
        context.stop_load()
        break_agents(context, None)


@case("the new Redis stops after the move, and Docker was told not to start it: its agent does, and says what was lost")
def new_redis_stops(context):
    start_with_load(context)
    context.coordinator("cutover", "--yes")
    context.stop_load()
    # What a worker has in hand when its Redis is killed runs again; here nobody has anything in hand.
    conditions.wait(context.lab, "drained", [], 60)
    context.target.run(["docker", "kill", "fiskai-redis-vps"])

    def serves() -> bool:
        """The new Redis is a master again with its data; the old one could not go on from where it was."""
        redis = {entry["container"]: entry for entry in context.product.status()["redis"]}
        facts = redis["fiskai-redis-vps"].get("facts") or {}
        return facts.get("role") == "master" and facts.get("keys", 0) > 1000

    wait_until(serves, 30, "the new Redis to serve again", 0.5)
    context.judge(TARGET)
    assert context.product.status()["rollback"]["possibility"] == "lossy"
