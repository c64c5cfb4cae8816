"""The relay carries replication between the two Redis servers and nothing else."""
import re

from cutover_lab.collector import open_redis
from cutover_lab.settings import SOURCE, TARGET

from . import case


def plain_end(context) -> tuple[str, int]:
    """Where the follower connects to, as its own INFO says."""
    with open_redis(context.lab, TARGET) as redis:
        info = redis.info("replication")
    return info["master_host"], int(info["master_port"])


@case("nobody but the follower's container gets an answer from the relay's plain end")
def strangers(context):
    context.reset(keys=1000)
    # Held after the copy: the source follows nobody, the target follows by the relay.
    context.coordinator("cutover", "--yes")
    context.coordinator("rollback", "--yes")
    address, port = plain_end(context)
    docker = context.target
    run = ["docker", "run", "--rm", "redis:7-alpine", "redis-cli", "-h", address, "-p", str(port), "PING"]
    other = docker.run(run, check=False, timeout=60)
    assert "PONG" not in other.stdout, other.stdout
    own = docker.run(["docker", "run", "--rm", "--network", "host", *run[3:]], check=False, timeout=60)
    assert "PONG" not in own.stdout, own.stdout


@case("another host does not reach the plain end at all")
def other_host(context):
    address, port = plain_end(context)
    asked = context.source.run(["redis-cli", "-h", address, "-p", str(port), "PING"], check=False, timeout=20)
    assert "PONG" not in asked.stdout


@case("a FLUSHALL from the follower's own container is refused, and the leader keeps its keys")
def flushall(context):
    with open_redis(context.lab, SOURCE) as redis:
        before = redis.call("DBSIZE")
    address, port = plain_end(context)
    # The replica holds the one connection; it has to go before another one from its container is looked at.
    with open_redis(context.lab, TARGET) as redis:
        redis.call("REPLICAOF", "127.0.0.1", "1")
    context.target.run(["docker", "exec", "fiskai-redis-vps", "redis-cli", "-h", address, "-p", str(port), "FLUSHALL"],
                       check=False, timeout=20)
    with open_redis(context.lab, SOURCE) as redis:
        assert redis.call("DBSIZE") == before
    journal = context.target.run(["journalctl", "-u", "cutover-agent", "-n", "50", "-o", "cat", "--no-pager"]).stdout
    assert re.search(r"relay refused.*commandNotAllowed", journal), journal[-800:]
