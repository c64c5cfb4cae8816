"""The host of the new Redis is gone for good: the old one takes the pen with what it has, and the lost one stays fenced."""
from cutover_lab import conditions, lifecycle, load
from cutover_lab.collector import open_redis
from cutover_lab.redis_client import RedisError
from cutover_lab.settings import SOURCE, TARGET, TARGET_REDIS
from cutover_lab.shell import wait_until

from . import case
from .death import workers_on
from .returning import now, says


@case("rollback --holder-lost is refused while the holder answers")
def answers(context):
    context.reset(keys=1000, backlog=300)
    context.coordinator("cutover", "--yes")
    output = context.coordinator("rollback", "--holder-lost", "--confirm", TARGET, status=1)
    assert "vps is not lost" in output and "coordinator rollback, which loses nothing" in output, output


@case("the holder is off: the name must be typed; then the old Redis takes the pen, and the workers run on it")
def off(context):
    conditions.wait(context.lab, "drained", [], 60)
    # What was not handed on would be lost, and said: here everything was.
    wait_until(lambda: (context.product.status()["replication"] or {}).get("lagBytes") == 0, 20, "no lag", 0.2)
    context.target.power_cut()
    output = context.coordinator("rollback", "--holder-lost", "--yes", status=2)
    assert "--confirm vps must say that this host is off for good" in output, output
    assert "its link to vps has been down for" in output, output
    output = context.coordinator("rollback", "--holder-lost", "--confirm", "vps-01", status=2)
    assert "the lost host is vps" in output, output
    output = context.coordinator("rollback", "--holder-lost", "--confirm", TARGET)
    assert "holds the pen since epoch" in output, output
    workers_on(context, SOURCE)
    load.add(context.lab, 200)
    context.judge(SOURCE)


def write_answer(context) -> str | None:
    """What the lost host's Redis says to a write; None while it does not answer."""
    redis = open_redis(context.lab, TARGET)
    if redis is None:
        return None
    with redis:
        try:
            return str(redis.call("SET", "lost", "1"))
        except RedisError as error:
            return str(error)


@case("the lost holder is back: its agent yields the pen, and its Redis accepts no write, whoever starts it")
def back(context):
    # The hosts of the lab have one clock.
    since = now(context.source)
    lifecycle.boot(context.target)
    wait_until(lambda: says(context.target, "its Redis yields the pen", since), 60, "the agent of vps to yield", 0.3)
    context.target.run(["docker", "start", TARGET_REDIS], check=False)
    wait_until(lambda: write_answer(context) is not None, 30, "the lost Redis to answer", 0.2)
    answer = write_answer(context)
    assert answer.startswith("READONLY"), answer
    assert context.product.status()["pen"]["host"] == SOURCE
    context.judge(SOURCE)
