"""The command line of the lab."""
import argparse
import json
import os
import sys
import time

from . import bench, conditions, demo, lifecycle, load, network, packages, report, reset, runbook, status, template
from .collector import CONTAINERS, password
from .errors import LabError
from .machine import Machine
from .settings import ADDRESSES, HOSTS, LAPTOP, SOURCE, Lab


# Commands that pass on what follows `--`.
TAKES_WORDS = ("exec", "laptop", "redis")


def say(text: str) -> None:
    print(f"lab: {text}", file=sys.stderr, flush=True)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="lab", description="Two systemd hosts and a laptop on one machine.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--prefix", default=os.environ.get("CUTOVER_LAB_PREFIX", "lab"),
                        help="which lab (default: $CUTOVER_LAB_PREFIX, or lab)")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help, parents=[common])

    command("install", "install the Debian packages that are missing")
    command("build", "build the images into the cache, if they are not there")
    one = command("up", "bring a lab up (an older one of the same prefix is taken down first)")
    one.add_argument("--keys", type=int, default=0, metavar="N", help="fill the old Redis with N keys")
    one.add_argument("--debug-redis", action="store_true", help="the old Redis allows DEBUG")
    one = command("down", "take a lab down, whatever state it is in")
    one.add_argument("--all", action="store_true", help="every lab of this machine")
    command("status", "what is up")
    command("demo", "the whole main job, from boot to the ledger's verdict, with the release build")
    one = command("bench", "speed and size against their peers, into .lab/bench.json")
    one.add_argument("--build", choices=("release", "debug"), default="release")
    one.add_argument("--rounds", type=int, default=bench.ROUNDS, metavar="N", help="rounds of moves")
    one.add_argument("--keys", type=int, default=bench.KEYS, metavar="N", help="keys of the old Redis")
    one = command("exec", "run a command in a host: lab exec HOST [--user U] -- COMMAND")
    one.add_argument("host", choices=HOSTS)
    one.add_argument("--user", default="root")
    command("laptop", "run a command of this machine on the laptop's network: lab laptop -- COMMAND")
    one = command("reset", "back to the start, without booting the hosts again")
    one.add_argument("--keys", type=int, default=0, metavar="N", help="fill the old Redis with N keys")
    one.add_argument("--backlog", type=int, default=0, metavar="N", help="and add N jobs")
    command("runbook", "do what the manual runbook says, as a script: the mutant that loses jobs")
    one = command("wait-for", "wait until a condition holds: " + "; ".join(
        f"{' '.join((name, *words))}: {meaning}" for name, (words, meaning) in conditions.CONDITIONS.items()))
    one.add_argument("condition", choices=conditions.CONDITIONS)
    one.add_argument("arguments", nargs="*")
    one.add_argument("--timeout", type=float, default=60, metavar="S")
    one = command("redis", "redis-cli inside a host's Redis container: lab redis HOST -- ARGUMENTS")
    one.add_argument("host", choices=HOSTS)
    add_load_commands(command)
    one = command("oracle", "judge: was anything lost, done twice, or split?")
    one.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    one.add_argument("--holder", choices=(*HOSTS, "auto"), default="auto", help="who should hold the pen")
    one.add_argument("--wait-drained", type=float, default=0, metavar="S", help="first wait until no job is pending")
    one.add_argument("--declared-reruns", metavar="FILE", help="uids or QUEUE:JOBID that may run twice, one a line")
    for name, help in (("cut-link", "drop every packet between two ends"), ("mend-link", "undo cut-link")):
        one = command(name, help)
        one.add_argument("ends", nargs=2, choices=sorted(ADDRESSES), metavar="END")
    return top


def add_load_commands(command) -> None:
    load = command("load", "jobs for the workers").add_subparsers(dest="action", required=True, metavar="ACTION")
    one = load.add_parser("start", help="add jobs at a steady rate")
    one.add_argument("--rate", type=float, required=True, metavar="R", help="adds a second")
    one.add_argument("--delayed-share", type=float, default=0.05, help="part of the jobs with a delay of 1 to 8 s")
    one.add_argument("--duration", type=float, metavar="S")
    load.add_parser("stop", help="stop adding, and wait for adds in flight")
    one = load.add_parser("add", help="add a backlog at once")
    one.add_argument("count", type=int)
    one = command("populate", "fill Redis with keys that nobody uses")
    one.add_argument("count", type=int)
    one.add_argument("--host", choices=HOSTS, default=SOURCE)


def replace_process(command: list[str]) -> None:
    os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    sys.stdout.flush()
    os.execvp(command[0], command)


def main(arguments: list[str]) -> int:
    split = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser().parse_args(arguments[:split])
    options.words = arguments[split + 1:]
    try:
        if options.command in TAKES_WORDS and not options.words:
            raise LabError(f"lab {options.command}: write the command after --")
        return perform(options) or 0
    except LabError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130


def perform(options) -> int | None:
    packages.require_platform()
    lab = Lab(options.prefix)
    match options.command:
        case "install":
            say(f"installed: {' '.join(packages.install()) or 'nothing was missing'}")
        case "build":
            packages.install()
            template.build(say)
        case "up":
            lifecycle.up(lab, keys=options.keys, debug_redis=options.debug_redis, say=say)
        case "down":
            for one in lifecycle.all_labs() if options.all else [lab]:
                with lifecycle.lock(one):
                    lifecycle.down(one)
        case "exec":
            machine = Machine(lab, options.host)
            replace_process(machine.command(options.words, options.user))
        case "laptop":
            replace_process(network.inside(lab, LAPTOP, options.words))
        case "reset":
            with lifecycle.lock(lab):
                started = time.monotonic()
                reset.reset(lab, status.description(lab).get("debug_redis", False), say)
                reset.fill(lab, options.keys, options.backlog)
                say(f"lab {lab.prefix} is at its start again after {time.monotonic() - started:.1f} s")
        case "runbook":
            print(json.dumps(runbook.perform(lab, say)))
        case "wait-for":
            conditions.wait(lab, options.condition, options.arguments, options.timeout)
        case "redis":
            replace_process(redis_cli(lab, options.host, options.words))
        case "load":
            perform_load(lab, options)
        case "populate":
            print(load.populate(lab, options.host, options.count))
        case "oracle":
            return report.oracle_command(lab, options)
        case "cut-link":
            network.cut(lab, *options.ends)
        case "mend-link":
            network.mend(lab, *options.ends)
        case "demo":
            return demo.demo(lab, say)
        case "bench":
            return bench.bench(lab, options.build, options.rounds, options.keys, say)
        case "status":
            status.show(lifecycle.all_labs())
    return 0


def perform_load(lab: Lab, options) -> None:
    match options.action:
        case "start":
            load.start(lab, options.rate, options.delayed_share, options.duration)
        case "stop":
            load.stop(lab)
        case "add":
            print(json.dumps(load.add(lab, options.count)))


def redis_cli(lab: Lab, host: str, words: list[str]) -> list[str]:
    """redis-cli in the container; the password goes by the environment, never by an argument."""
    secret = password(lab, host)
    machine = Machine(lab, host)
    terminal = ["-it"] if sys.stdin.isatty() and not words else ["-i"]
    command = machine.command(["docker", "exec", *terminal, "--env", "REDISCLI_AUTH", CONTAINERS[host],
                               "redis-cli", *words])
    if secret is None:
        return [word for word in command if word not in ("--env", "REDISCLI_AUTH")]
    os.environ["REDISCLI_AUTH"] = secret
    # `env -i` would drop it: keep just this one.
    index = command.index("-i")
    return [*command[:index], *command[index + 1:]]
