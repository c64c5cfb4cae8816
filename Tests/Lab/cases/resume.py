"""A run whose coordinator is gone is resumed, here or on another laptop; one that is under way is aborted from anywhere."""
import json
import signal
import subprocess

from cutover_lab import load
from cutover_lab.settings import SOURCE, TARGET

from . import case
from .death import cutover_until, workers_on
from .moves import environment
from .undo import no_run_leaves_anything_stopped


def elsewhere(context, command: str, *arguments: str, status: int = 0) -> str:
    """Runs a command on a laptop of the fleet that never saw a run: the same certificates, a state of its own."""
    words = context.product.command(command, "--fleet", str(context.product.fleet), *arguments)
    laptop = {**context.product.environment(), "USER": "other", "XDG_STATE_HOME": str(context.product.home / "other")}
    ended = subprocess.run(words, env=laptop, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    context.output = f"$ coordinator {command} {' '.join(arguments)} (elsewhere)\n{ended.stdout}{ended.stderr}"
    assert ended.returncode == status, f"coordinator {command} ended with {ended.returncode}, not {status}"
    return ended.stdout + ended.stderr


def killed_at(context, mark: str) -> None:
    """A cutover whose laptop dies as soon as it has written a line with this mark."""
    run = cutover_until(context, mark)
    run.send_signal(signal.SIGKILL)
    run.wait(10)


@case("the laptop dies in the copy: resume is refused while its lease lives, and with --takeover it finishes the run")
def killed_in_sync(context):
    context.reset(keys=300_000)
    load.start(context.lab, 50, 0.05, None)
    killed_at(context, '"phase":"sync"')
    output = context.coordinator("resume", "--yes", status=1)
    assert "held by tester@" in output and "--takeover" in output, output
    assert "succeeded" in context.coordinator("resume", "--yes", "--takeover")
    workers_on(context, TARGET)
    context.stop_load()
    context.judge(TARGET)
    assert "has ended" in context.coordinator("resume", "--yes", status=1)


@case("the laptop dies right after the cut: abort is refused, and a laptop that never saw the run finishes it")
def killed_after_cut(context):
    context.reset(keys=1000)
    load.start(context.lab, 50, 0.05, None)
    load.add(context.lab, 500)
    killed_at(context, '"phase":"cut","required"')
    output = elsewhere(context, "abort", "--yes", status=1)
    assert "the pen has moved" in output and "rollback" in output, output
    output = elsewhere(context, "resume", "--yes", "--takeover")
    assert "succeeded" in output and "agents' copies" in output, output
    workers_on(context, TARGET)
    context.stop_load()
    context.judge(TARGET)
    assert "superseded" not in elsewhere(context, "history")


@case("the laptop dies in the drain: abort from another laptop finds nobody leading and takes the run back")
def killed_in_drain(context):
    context.reset(keys=1000)
    before = environment(context)
    killed_at(context, '"event":"stopping"')
    workers_on(context, SOURCE)
    output = elsewhere(context, "abort", "--yes")
    assert "taken back" in output, output
    no_run_leaves_anything_stopped(context, before)


@case("abort from a second process in the copy: the coordinator that leads takes the run back, and both say so")
def aborted(context):
    context.reset(keys=300_000)
    before = environment(context)
    run = cutover_until(context, '"phase":"sync"')
    output = elsewhere(context, "abort", "--yes")
    assert "taken back" in output, output
    rest = run.stdout.read()
    assert run.wait(60) == 3, rest[-2000:]
    no_run_leaves_anything_stopped(context, before)


@case("--hold waits with the copy following; proceed from another laptop lets it go on")
def held(context):
    context.reset(keys=1000)
    words = context.product.command("cutover", "--fleet", str(context.product.fleet), "--yes", "--json", "--hold")
    run = subprocess.Popen(words, env=context.product.environment(), stdout=subprocess.PIPE, text=True)
    assert any('"event":"holding"' in line for line in run.stdout)
    workers_on(context, SOURCE)
    elsewhere(context, "proceed")
    rest = run.stdout.read()
    assert run.wait(120) == 0, rest[-2000:]


@case("history lists the runs with their outcomes, and tells one with its votes")
def history(context):
    runs = json.loads(context.coordinator("history", "--json").splitlines()[0])["runs"]
    assert {"succeeded", "taken back"} <= {run["outcome"] for run in runs}, runs
    first = next(run for run in runs if run["outcome"] == "succeeded")
    assert any(operator.startswith("tester@") for operator in first["operators"])
    assert "2 of 2 agents" in context.coordinator("history", first["run"])
    assert "no journal" in context.coordinator("history", "20000101T000000-1000", status=1)
