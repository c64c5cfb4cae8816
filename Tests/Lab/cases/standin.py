"""The old name goes on answering: an App that nobody touches follows the Redis there, back, and there again."""
import json
import time

from cutover_lab import load
from cutover_lab.collector import read_ledger
from cutover_lab.settings import APP, SOURCE, SOURCE_REDIS, TARGET

from . import case

NAME = f"cutover-stand-in-{SOURCE_REDIS}"
# What a client with default settings waits before it connects again, and the cut itself, with room for a busy machine.
LONGEST_ADD = 5.0


def adds(context) -> dict:
    """What became of the adds so far, and the longest time that one took."""
    ledger = read_ledger(context.lab)
    times = [add.ended - add.tried for add in ledger.acknowledged().values()]
    return {"added": len(times), "failed": ledger.count("fail"), "unknown": ledger.count("unknown"),
            "longest": max(times, default=0.0)}


def unnoticed(context, move: str) -> None:
    seen = adds(context)
    print(f"       {move}: {seen['added']} adds so far, {seen['failed']} failed, longest {seen['longest'] * 1000:.0f} ms",
          flush=True)
    assert seen["failed"] == seen["unknown"] == 0, seen
    assert seen["longest"] < LONGEST_ADD, seen


def stand_in(context) -> dict | None:
    """As `status` has it."""
    (old,) = [redis for redis in context.product.status()["redis"] if redis["container"] == SOURCE_REDIS]
    return old["facts"].get("standIn")


def containers(context) -> list[str]:
    return context.source.run(["docker", "ps", "-a", "--format", "{{.Names}}"]).stdout.split()


def old_port(context) -> str:
    script = "tr '\\0' ' ' < /proc/1/cmdline"
    return context.source.run(["docker", "exec", SOURCE_REDIS, "sh", "-c", script]).stdout.split(":")[-1].split()[0]


@case("a cutover with the App untouched: not one add fails, and status says who still comes through the old name")
def cutover(context):
    context.reset()
    load.start(context.lab, 50, 0.05, None, defaults=True)
    time.sleep(3)
    output = context.coordinator("cutover", "--yes", "--json", "--stand-in")
    assert "WARNING" not in output, output
    time.sleep(10)
    unnoticed(context, "cutover")
    found = stand_in(context)
    assert found and found["stage"] == "serving" and found["isRunning"], found
    assert APP in [client.get("container") for client in found["clients"]], found
    assert old_port(context) == "16379"


@case("the old Redis is restarted by hand: it comes back fenced on its other port, and the name answers again")
def restarted(context):
    context.source.run(["docker", "restart", SOURCE_REDIS])
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = stand_in(context)
        if found and found["stage"] == "serving" and found["isRunning"] and old_port(context) == "16379":
            break
        time.sleep(0.5)
    else:
        raise AssertionError(f"the stand-in did not come back: {found}")
    # Adds of the seconds in which nobody had the name may have failed; what follows must not.
    load.stop(context.lab, 30)
    context.judge(TARGET)


@case("a rollback with the App untouched: not one add fails, and the stand-in is gone")
def rollback(context):
    context.reset()
    load.start(context.lab, 50, 0.05, None, defaults=True)
    context.coordinator("cutover", "--yes", "--stand-in")
    time.sleep(5)
    context.coordinator("rollback", "--yes")
    time.sleep(5)
    unnoticed(context, "rollback")
    assert stand_in(context) is None and NAME not in containers(context), containers(context)
    assert old_port(context) == "6379"


@case("there again: nothing lost, nothing twice, no add failed in three moves")
def again(context):
    context.coordinator("cutover", "--yes", "--stand-in")
    time.sleep(5)
    context.stop_load()
    unnoticed(context, "cutover again")
    context.judge(TARGET)


@case("finalize says who still comes through; without clients it removes the stand-in with the old Redis")
def finalize(context):
    output = context.coordinator("finalize", "--yes", "--now", "--accept", "finalize.compose-file", status=1)
    assert APP in output, output
    context.source.run(["docker", "stop", APP])
    output = context.coordinator("finalize", "--yes", "--now", "--accept", "finalize.compose-file", "--json")
    outcome = [json.loads(line) for line in output.splitlines() if line.startswith("{")][-1]
    assert outcome["outcome"] == "succeeded", outcome
    assert not {NAME, SOURCE_REDIS} & set(containers(context)), containers(context)
    context.reset()


@case("a cutover that is taken back leaves no stand-in, and the old Redis has its port")
def taken_back(context):
    short = context.product.fleet.with_name("fleet-short.yaml")
    short.write_text(context.product.fleet.read_text().replace("write_pause: 1s", "write_pause: 1ms"))
    context.coordinator("cutover", "--yes", "--stand-in", fleet=short, status=3)
    assert NAME not in containers(context) and old_port(context) == "6379"
    context.judge(SOURCE)
