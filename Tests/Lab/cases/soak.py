"""What the agents watch after a move, by themselves and over their own restarts."""
import json
import re
import time

from cutover_lab import load
from cutover_lab.settings import SOURCE, TARGET
from cutover_lab.shell import wait_until

from . import case


def fleet(context, window: str, limits: str = "") -> object:
    """A fleet file with a short window."""
    text = context.product.fleet.read_text()
    changed = re.sub(r"soak: \w+", f"soak: {window}{limits}", text)
    assert changed != text
    path = context.lab.output / "soak.yaml"
    path.write_text(changed)
    return path


def soak(context, file) -> dict:
    """The window as the agents tell it."""
    return json.loads(context.product.run("soak", "--json", fleet=file).stdout)


@case("the soak: both agents watch for the window, find nothing, and `soak --wait` ends with 0")
def whole(context):
    context.reset(keys=1000)
    file = fleet(context, "20s")
    load.start(context.lab, 20, 0.05, None)
    output = context.coordinator("cutover", "--yes", fleet=file)
    assert "vps-01, vps watch for 20.0 s" in output or "vps, vps-01 watch for 20.0 s" in output, output
    status = context.product.status()
    assert status["soak"]["open"] and status["soak"]["windowSeconds"] == 20, status["soak"]
    lines = [json.loads(line) for line in context.coordinator("soak", "--wait", "--json", fleet=file).splitlines()
             if line.startswith("{")]
    context.stop_load()
    context.judge(TARGET)
    ended = lines[-1]["soak"]
    assert lines[-1]["event"] == "soakEnded" and not ended["open"], lines
    parts = {host["host"]: host for host in ended["hosts"]}
    assert parts["vps"]["part"] == "holder" and parts["vps-01"]["part"] == "follower", parts
    for host in parts.values():
        assert host["end"] == "complete" and host["summary"]["samples"] >= 4 and not host["findings"], host
    assert parts["vps"]["summary"]["last"]["jobs"]["completed"] > 0, parts["vps"]
    assert "no finding" in context.coordinator("soak", fleet=file)


@case("the new side's agent is killed inside the window: back again it watches on, and the window ends when it had to")
def killed(context):
    context.reset(keys=1000)
    file = fleet(context, "30s")
    context.coordinator("cutover", "--yes", fleet=file)
    wait_until(lambda: all(host["summary"]["samples"] >= 2 for host in soak(context, file)["hosts"]), 15,
               "two samples of each agent", 0.5)
    before = soak(context, file)
    began = time.monotonic()
    context.target.run(["systemctl", "kill", "-s", "KILL", "cutover-agent"])
    wait_until(lambda: len(soak(context, file)["hosts"]) == 2 and not soak(context, file)["silent"], 20,
               "the agent to be back", 0.5)
    after = soak(context, file)
    assert (after["run"], after["until"]) == (before["run"], before["until"]), after
    context.coordinator("soak", "--wait", fleet=file)
    assert time.monotonic() - began < 60
    ended = {host["host"]: host for host in soak(context, file)["hosts"]}
    assert ended["vps"]["end"] == "complete", ended
    # The first look of its first life is on record.
    assert ended["vps"]["summary"]["first"]["runID"] == ended["vps"]["summary"]["last"]["runID"], ended


@case("a finding that the operator has named takes the move back by itself: exit 3, nothing lost")
def rollback(context):
    # More than 1 % of the new Redis's 512 MB.
    context.reset(keys=60_000)
    file = fleet(context, "1m", ", soak_limits: { memory: 1 }")
    output = context.coordinator("cutover", "--yes", "--wait", "--rollback-on", "soak.memory", fleet=file, status=3)
    assert "soak.memory vps" in output and "rolling back because of soak.memory" in output, output
    context.judge(SOURCE)
    status = context.product.status()
    assert status["pen"]["host"] == SOURCE, status["pen"]


@case("after that the old side is watched, in a window of the rollback's own")
def again(context):
    file = fleet(context, "1m", ", soak_limits: { memory: 1 }")
    watched = soak(context, file)
    parts = {host["host"]: host["part"] for host in watched["hosts"]}
    # Nothing rests on the new Redis any more: of its host nothing but workers would be watched.
    assert parts == {"vps-01": "holder", "vps": "workers"}, watched
