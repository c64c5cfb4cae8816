"""What fails before the pen moves is put back."""
import signal
import subprocess

from cutover_lab import load
from cutover_lab.settings import SOURCE

from . import case
from .moves import environment, worker_urls


def with_policy(context, text: str):
    """A copy of the fleet file with another policy, beside it."""
    lines = context.product.fleet.read_text().splitlines(keepends=True)
    copy = context.product.fleet.with_name("fleet-policy.yaml")
    copy.write_text("".join(f"policy: {text}\n" if line.startswith("policy:") else line for line in lines))
    return copy


def no_run_leaves_anything_stopped(context, before) -> None:
    """Workers on the old side with their restart policies, the env file as it was, nothing staged, the pen at home."""
    assert environment(context) == before
    urls = worker_urls(context)
    assert len(urls) == 7 and set(urls.values()) == {"redis://fiskai-redis:6379"}, urls
    names = ["fiskai-redis", *urls]
    policies = context.source.run(["docker", "inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", *names]).stdout
    assert set(policies.split()) == {"unless-stopped"}, policies
    assert context.source.run(["sh", "-c", "ls /home/admin/FiskAI/.env.cutover-* 2>/dev/null"], check=False).stdout == ""
    report = context.product.status()
    assert not report["degraded"], report["alarms"]


@case("a pause that would not fit its budget is undone: workers run on the old side, nothing is lost")
def budget(context):
    context.reset(keys=1000)
    before = environment(context)
    load.start(context.lab, 50, 0.05, None)
    load.add(context.lab, 200)
    fleet = with_policy(context, "{ write_pause: 1ms, drain: 60s }")
    output = context.coordinator("cutover", "--yes", status=3, fleet=fleet)
    assert "taken back" in output
    no_run_leaves_anything_stopped(context, before)
    context.stop_load()
    context.judge(SOURCE)


@case("Ctrl-C in the drain: the run stops at the next safe point and puts back what it did")
def interrupted(context):
    context.reset(keys=1000)
    before = environment(context)
    words = context.product.command("cutover", "--fleet", str(context.product.fleet), "--yes", "--json")
    run = subprocess.Popen(words, env=context.product.environment(), stdout=subprocess.PIPE, text=True)
    for line in run.stdout:
        if '"event":"stopping"' in line:
            run.send_signal(signal.SIGINT)
            break
    rest = run.stdout.read()
    assert run.wait(120) == 3, rest[-2000:]
    no_run_leaves_anything_stopped(context, before)


@case("a second coordinator is refused while a run holds the lease, with who holds it")
def lease(context):
    context.reset(keys=300_000)
    words = context.product.command("cutover", "--fleet", str(context.product.fleet), "--yes", "--json")
    first = subprocess.Popen(words, env=context.product.environment(), stdout=subprocess.PIPE, text=True)
    try:
        for line in first.stdout:
            if '"phase":"preflight"' in line:
                break
        output = context.coordinator("cutover", "--yes", status=1)
        assert "held by tester@" in output, output
    finally:
        first.stdout.read()
        first.wait(200)
    assert first.returncode == 0
