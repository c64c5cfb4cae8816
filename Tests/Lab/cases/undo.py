"""What fails before the pen moves is put back."""
from cutover_lab import load
from cutover_lab.collector import open_redis
from cutover_lab.settings import SOURCE, TARGET

from . import case
from .moves import environment, worker_urls


def stall_relay(context, on: bool) -> None:
    """Holds back what the leader sends to the follower, while the agents go on talking: the acknowledgements of the
    follower's end of the relay are dropped on their way."""
    with open_redis(context.lab, TARGET) as redis:
        port = redis.info("replication")["master_port"]
    context.target.run(["iptables", "-I" if on else "-D", "INPUT", "-p", "tcp", "--dport", port, "-j", "DROP"])


@case("a follower that cannot catch up: the cut is undone, workers run on the old side, nothing is lost")
def stalled(context):
    context.reset(keys=1000)
    load.start(context.lab, 50, 0.05, None)
    before = environment(context)
    # The first whole cutover and back leaves the link that a second one starts from.
    context.coordinator("cutover", "--yes")
    context.coordinator("rollback", "--yes")
    load.add(context.lab, 200)
    context.target.run(["iptables", "-I", "FORWARD", "-j", "ACCEPT"], check=False)
    context.target.run(["docker", "pause", "fiskai-redis-vps"])
    try:
        output = context.coordinator("cutover", "--yes", status=3, timeout=200)
        assert "taken back" in output
    finally:
        context.target.run(["docker", "unpause", "fiskai-redis-vps"])
    assert environment(context) == before
    urls = worker_urls(context)
    assert len(urls) == 7 and set(urls.values()) == {"redis://fiskai-redis:6379"}
    context.stop_load()
    context.judge(SOURCE)


@case("a second coordinator is refused while a run holds the lease, with who holds it")
def lease(context):
    import subprocess

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
