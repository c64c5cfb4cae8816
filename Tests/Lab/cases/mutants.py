"""The judge is no rubber stamp: broken on purpose, the product is caught. The faults exist in debug builds only."""
import subprocess

from cutover_lab import load, report, runbook
from cutover_lab.collector import open_redis
from cutover_lab.settings import SOURCE, TARGET
from cutover_lab.shell import wait_until

from . import case

DROP_IN = "/etc/systemd/system/cutover-agent.service.d/fault.conf"


def break_agents(context, fault: str | None) -> None:
    for machine in context.hosts.values():
        if fault:
            machine.run(["mkdir", "-p", DROP_IN.rsplit("/", 1)[0]])
            machine.run(["tee", DROP_IN], input=f"[Service]\nEnvironment=CUTOVER_FAULT={fault}\n")
        else:
            machine.run(["rm", "-f", DROP_IN])
        machine.run(["systemctl", "daemon-reload"])
        machine.run(["systemctl", "restart", "cutover-agent"])


def adds_go_on(context) -> None:
    """Until the App has added, or tried to, some time after the cut: what is lost is lost by then."""
    def attempts() -> int:
        numbers = report.run(context.lab, TARGET).numbers
        return numbers["jobs_added"] + numbers["adds_failed"]

    before = attempts()
    wait_until(lambda: attempts() > before + 50, 20, "adds after the cut", 0.5)


def judged(context):
    """What the ledger says after the load has ended."""
    context.stop_load()
    return report.run(context.lab, TARGET, wait_drained=10)


@case("without a fence the oracle finds lost jobs and two writers")
def no_fence(context):
    context.reset(keys=1000)
    break_agents(context, "no-fence")
    try:
        load.start(context.lab, 50, 0.05, None)
        context.product.run("cutover", "--yes")
        adds_go_on(context)
        numbers = judged(context).numbers
        assert numbers["writers"] == 2 and numbers["jobs_lost"] > 0, numbers
    finally:
        context.stop_load()
        break_agents(context, None)


def cutover_with_a_stalled_follower(context) -> int:
    """A cutover in which the relay's stream stops on its way to the follower as the drain begins, while everybody goes
    on talking; the exit code."""
    words = context.product.command("cutover", "--fleet", str(context.product.fleet), "--yes", "--json")
    run = subprocess.Popen(words, env=context.product.environment(), stdout=subprocess.PIPE, text=True)
    rule = None
    for line in run.stdout:
        if rule is None and '"event":"stopping"' in line:
            with open_redis(context.lab, TARGET) as redis:
                port = redis.info("replication")["master_port"]
            rule = ["OUTPUT", "-p", "tcp", "--sport", port, "-j", "DROP"]
            context.target.run(["iptables", "-I", *rule])
    code = run.wait(120)
    if rule:
        context.target.run(["iptables", "-D", *rule])
    return code


@case("a follower that cannot catch up is not promoted: the cut is undone and nothing is lost")
def stalled(context):
    context.reset(keys=1000)
    load.start(context.lab, 50, 0.05, None)
    assert cutover_with_a_stalled_follower(context) == 3
    context.stop_load()
    context.judge(SOURCE)


@case("promoted before equality, the same loses jobs, and the oracle finds them")
def before_equality(context):
    context.reset(keys=1000)
    break_agents(context, "promote-before-equality")
    try:
        load.start(context.lab, 50, 0.05, None)
        cutover_with_a_stalled_follower(context)
        numbers = judged(context).numbers
        assert numbers["jobs_lost"] > 0, numbers
    finally:
        context.stop_load()
        break_agents(context, None)


@case("the scripted runbook strands jobs, and the oracle finds them")
def scripted(context):
    context.reset(keys=1000)
    load.start(context.lab, 50, 0.05, 120)
    load.add(context.lab, 2000)
    runbook.perform(context.lab, lambda text: None)
    context.stop_load()
    judgement = report.run(context.lab, TARGET, wait_drained=10)
    assert judgement.numbers["jobs_lost"] > 0 and judgement.numbers["writers"] == 2, judgement.numbers
