"""The whole story in one: with the App, its producers and a soak of a minute; back, there again, and the end of the old side."""
import json

from cutover_lab import coolify, load
from cutover_lab.settings import SOURCE, SOURCE_REDIS, TARGET

from . import case
from .app import NEW, addresses, begin

# What the runbook takes by hand, in seconds.
BY_HAND = 45 * 60


def lines(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def seconds(events: list[dict]) -> float:
    return next(line["seconds"] for line in events if line.get("event") == "outcome")


@case("App by Coolify, producers, a soak of 60 s, rollback, cutover again, finalize: nothing lost, nothing twice")
def whole(context):
    fleet = begin(context)
    text = fleet.read_text()
    assert "soak: 1m" in text
    load.start(context.lab, 50, 0.05, None)
    first = lines(context.coordinator("cutover", "--yes", "--json", "--wait", fleet=fleet))
    context.stop_load()
    context.judge(TARGET)
    assert [url.endswith(f"@{NEW}") for url in addresses(context)] == [True]
    load.start(context.lab, 50, 0.05, None)
    back = lines(context.coordinator("rollback", "--yes", "--json", fleet=fleet))
    context.stop_load()
    context.judge(SOURCE)
    assert addresses(context) == ["redis://fiskai-redis:6379"]
    load.start(context.lab, 50, 0.05, None)
    again = lines(context.coordinator("cutover", "--yes", "--json", fleet=fleet))
    context.stop_load()
    context.judge(TARGET)
    end = lines(context.coordinator("finalize", "--yes", "--now", "--accept", "finalize.compose-file", "--json",
                                    fleet=fleet))
    assert end[-1]["outcome"] == "succeeded", end[-1]
    names = context.source.run(["docker", "ps", "-a", "--format", "{{.Names}}"]).stdout.split()
    assert SOURCE_REDIS not in names
    context.judge(TARGET)
    times = {"cutover": seconds(first), "rollback": seconds(back), "cutover again": seconds(again)}
    print("       " + ", ".join(f"{name} {time:.1f} s" for name, time in times.items()) + f"; by hand {BY_HAND} s")
    assert sum(times.values()) < BY_HAND / 3, times
    context.product.moves_app = False
    context.reset()


@case("the lab has its own App and both its Redis again")
def afterwards(context):
    assert coolify.APP in context.source.run(["docker", "ps", "--format", "{{.Names}}"]).stdout.split()
