"""A Redis without the pen that comes back, whoever brings it back, accepts no write: a client hammers at it meanwhile."""
import json
import os

from cutover_lab.settings import COMPOSE_FILE, PROJECT_DIRECTORY, SOURCE_REDIS, TARGET, TARGET_REDIS, WORKER_IMAGE
from cutover_lab.shell import wait_until

from . import case

# How often each way back is tried; more for a measurement than for a proof in passing.
ROUNDS = int(os.environ.get("CUTOVER_RETURN_ROUNDS", "1"))

HAMMER = """
import signal, socket, sys, threading, time
count = {"accepted": 0, "refused": 0}
def hammer(host, limit):
    while True:
        try:
            with socket.create_connection((host, 6379), timeout=limit) as connection:
                connection.settimeout(0.3)
                while True:
                    connection.sendall(b"*3\\r\\n$3\\r\\nSET\\r\\n$6\\r\\nhammer\\r\\n$1\\r\\n1\\r\\n")
                    reply = connection.recv(256)
                    if not reply:
                        break
                    count["accepted" if reply.startswith(b"+OK") else "refused"] += 1
                    time.sleep(0.001)
        except OSError:
            time.sleep(0.001)
def end(*_):
    print(count["accepted"], count["refused"], flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
# By address many at once, none of which waits long for an answer: a moment in which it serves is met by one of them.
for host, limit in [(sys.argv[1], 0.3)] + 8 * [(sys.argv[2], 0.02)]:
    threading.Thread(target=hammer, args=(host, limit), daemon=True).start()
while True:
    signal.pause()
"""


class Hammer:
    """A client in the old Redis's network that writes without pause, by name and by address."""

    def __init__(self, machine):
        self.machine = machine

    def __enter__(self):
        self.machine.run(["docker", "rm", "-f", "hammer"], check=False)
        address = self.machine.run(
            ["docker", "inspect", "-f", "{{.NetworkSettings.Networks.coolify.IPAddress}}", SOURCE_REDIS]).stdout.strip()
        self.machine.run(["docker", "run", "-d", "--name", "hammer", "--network", "coolify", WORKER_IMAGE, "python3", "-c",
                          HAMMER, SOURCE_REDIS, address])
        self.machine.run(["sleep", "0.5"])
        return self

    def __exit__(self, *_):
        self.machine.run(["docker", "rm", "-f", "hammer"], check=False)

    def counts(self) -> tuple[int, int]:
        """How many writes were accepted, and how many refused."""
        self.machine.run(["docker", "stop", "-t", "5", "hammer"])
        lines = [line.split() for line in self.machine.run(["docker", "logs", "hammer"]).stdout.splitlines()]
        # One line each time that it ended.
        return sum(int(accepted) for accepted, _ in lines), sum(int(refused) for _, refused in lines)


def inspect(context) -> dict:
    answer = context.source.run(["docker", "inspect", SOURCE_REDIS], check=False)
    return json.loads(answer.stdout)[0] if answer.returncode == 0 else {}


def life(context) -> tuple:
    facts = inspect(context)
    return facts.get("Id"), facts.get("State", {}).get("StartedAt")


def is_back(context) -> bool:
    """It runs in both networks and is a replica."""
    facts = inspect(context)
    if not facts.get("State", {}).get("Running") or len(facts["NetworkSettings"]["Networks"]) != 2:
        return False
    role = context.source.run(["docker", "exec", SOURCE_REDIS, "redis-cli", "ROLE"], check=False).stdout
    return role.startswith("slave")


def returns_fenced(context, *ways) -> None:
    """Each way back, under the hammer: not one write is accepted, and the Redis is back in its networks, read-only."""
    with Hammer(context.source) as hammer:
        for _ in range(ROUNDS):
            for way in ways:
                before = life(context)
                way()
                wait_until(lambda: life(context) != before and is_back(context), 30,
                           "the old Redis to be back, fenced and in its networks", 0.2)
        accepted, refused = hammer.counts()
    print(f"       {ROUNDS} x {len(ways)} returns: {accepted} writes accepted, {refused} refused", flush=True)
    assert accepted == 0, f"{accepted} writes were accepted by a Redis without the pen"
    assert refused > 0, "the client never reached the old Redis: nothing was shown"
    assert context.product.status()["pen"]["host"] == TARGET


def compose(context, *words: str) -> None:
    context.source.run(["docker", "compose", "-f", COMPOSE_FILE, *words], user="admin", directory=PROJECT_DIRECTORY,
                       timeout=60)


def now(machine) -> str:
    """The machine's own time, for `journalctl --since`: its journal also has what earlier cases left."""
    return "@" + machine.run(["date", "+%s.%6N"]).stdout.strip()


def says(machine, text: str, since: str) -> bool:
    """Whether the agent has written this since then."""
    words = ["journalctl", "-u", "cutover-agent", "--since", since, "-o", "cat", "--no-pager"]
    return text in machine.run(words).stdout


@case("the old Redis restarted by hand, killed and started by hand: no write is accepted, and it is fenced again")
def by_hand(context):
    context.reset(keys=1000)
    context.coordinator("cutover", "--yes")
    since = now(context.source)

    def kill_and_start():
        context.source.run(["docker", "kill", SOURCE_REDIS])
        context.source.run(["docker", "start", SOURCE_REDIS])

    returns_fenced(context, lambda: context.source.run(["docker", "restart", SOURCE_REDIS]), kill_and_start)
    assert says(context.source, "was brought up by somebody", since), "the agent did not say so"


@case("the old Redis brought up by compose, also made anew: no write is accepted, and it is fenced again")
def by_compose(context):
    def stop_and_up():
        compose(context, "stop", SOURCE_REDIS)
        compose(context, "up", "-d", SOURCE_REDIS)

    returns_fenced(context, stop_and_up, lambda: compose(context, "up", "-d", "--force-recreate", SOURCE_REDIS))
    policy = context.source.run(["docker", "inspect", "-f", "{{.HostConfig.RestartPolicy.Name}}", SOURCE_REDIS]).stdout
    assert policy.strip() == "no", policy


@case("the docker daemon of the old host restarted: its agent brings the old Redis back, fenced; no write is accepted")
def daemon(context):
    def restart():
        # The hammer ends with the daemon's containers; it is started again at once by its policy.
        context.source.run(["docker", "update", "--restart", "always", "hammer"])
        # systemd counts starts, and refuses the fourth of a minute.
        context.source.run(["systemctl", "reset-failed", "docker"])
        context.source.run(["systemctl", "restart", "docker"], timeout=60)

    returns_fenced(context, restart)


def target_facts(context) -> dict:
    redis = {entry["container"]: entry for entry in context.product.status()["redis"]}
    return redis[TARGET_REDIS].get("facts") or {}


@case("the new Redis restarted by hand: it comes up read-only, and serves again by the marker in its data")
def new_by_hand(context):
    keys, since = target_facts(context)["keys"], now(context.target)
    context.target.run(["docker", "restart", TARGET_REDIS])
    wait_until(lambda: says(context.target, "it serves again", since), 20, "the new Redis to serve again", 0.2)
    facts = target_facts(context)
    assert facts["role"] == "master" and facts["keys"] >= keys - 5, facts


@case("the new Redis back with an empty data directory: it stays fenced, and says so")
def new_empty(context):
    # Without its agent, which would start it before it is empty.
    since = now(context.target)
    context.target.run(["systemctl", "stop", "cutover-agent"])
    context.target.run(["docker", "kill", TARGET_REDIS])
    context.target.run(["sh", "-c", "rm -rf /opt/redis/data/*"])
    context.target.run(["systemctl", "start", "cutover-agent"])
    wait_until(lambda: says(context.target, "stays fenced", since), 20, "the agent to say that it stays fenced", 0.2)
    wait_until(lambda: target_facts(context).get("role"), 10, "the new Redis to answer", 0.2)
    facts = target_facts(context)
    assert facts["role"] == "slave" and facts["readOnly"] and facts["keys"] == 0, facts
    assert "none_writable" in json.dumps(context.product.status()["alarms"])
