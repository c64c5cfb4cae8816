"""The host of the new Redis loses its power: its disk may have forgotten what the old Redis, its replica, still has."""
import os

from cutover_lab import conditions, lifecycle, load
from cutover_lab.settings import TARGET
from cutover_lab.shell import wait_until

from . import case
from .death import workers_on
from .returning import now, says, target_facts

DATA = "opt/redis/data/appendonlydir"


def moved_and_at_rest(context) -> None:
    """After a cutover under load: all jobs are done, and the old Redis has all that the new one has."""
    context.reset(keys=1000)
    # What is added while the workers stop is done on the new side.
    load.start(context.lab, 100, 0, None)
    context.coordinator("cutover", "--yes")
    context.stop_load()
    conditions.wait(context.lab, "drained", [], 60)

    def follows() -> bool:
        link = context.product.status()["replication"] or {}
        return link.get("up") and link.get("lagBytes") == 0
    wait_until(follows, 20, "the old Redis to have everything", 0.2)


@case("the new Redis's host loses its power and is back: compared with its replica it has no less, and serves by itself")
def power(context):
    moved_and_at_rest(context)
    since = now(context.target)
    context.target.power_cut()
    lifecycle.boot(context.target)
    wait_until(lambda: says(context.target, "it serves again", since), 60, "the new Redis to serve again", 0.3)
    wait_until(lambda: target_facts(context).get("role") == "master", 10, "the new Redis to be a master", 0.2)
    workers_on(context, TARGET)
    context.judge(TARGET)


@case("its append-only file has lost its tail: it stays fenced and names the queue; with the file back it serves")
def tail(context):
    moved_and_at_rest(context)
    since = now(context.target)
    context.target.power_cut()
    newest = max((context.target.root / DATA).glob("*.incr.aof"), key=lambda file: file.stat().st_mtime)
    content = newest.read_bytes()
    # From the last event of a job on; the pen's marker, which came before, stays.
    end = content.rfind(b"XADD")
    assert 0 < content.find(b"cutover:pen") < end, "no job was done after the pen's marker"
    os.truncate(newest, end)
    lifecycle.boot(context.target)
    wait_until(lambda: says(context.target, "which its replica has", since), 60, "the agent to say what is missing", 0.3)
    facts = target_facts(context)
    assert facts["role"] == "slave" and facts["readOnly"], facts
    assert context.product.status()["pen"]["host"] == TARGET
    # What its agent says to do: the file is brought back.
    context.target.power_cut()
    newest.write_bytes(content)
    lifecycle.boot(context.target)
    wait_until(lambda: target_facts(context).get("role") == "master", 60, "the new Redis to serve again", 0.3)
    workers_on(context, TARGET)
    context.judge(TARGET)
