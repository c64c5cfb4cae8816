"""The judge is no rubber stamp: broken on purpose, the product is caught. The faults exist in debug builds only."""
from cutover_lab import load, report, runbook
from cutover_lab.collector import open_redis
from cutover_lab.settings import SOURCE, TARGET

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


def judged(context, fault: str, prepare=None):
    """The judgement after a cutover by a broken product."""
    context.reset(keys=1000)
    break_agents(context, fault)
    try:
        load.start(context.lab, 50, 0.05, None)
        if prepare:
            prepare()
        context.product.run("cutover", "--yes")
        from cutover_lab.shell import wait_until
        acknowledged = report.run(context.lab, TARGET).numbers["jobs_added"]
        wait_until(lambda: report.run(context.lab, TARGET).numbers["jobs_added"] > acknowledged
                   or report.run(context.lab, TARGET).numbers["adds_failed"] > 20, 20, "adds after the cut", 0.5)
        context.stop_load()
        return report.run(context.lab, TARGET, wait_drained=10)
    finally:
        context.stop_load()
        break_agents(context, None)


@case("without a fence the oracle finds lost jobs and two writers")
def no_fence(context):
    judgement = judged(context, "no-fence")
    assert judgement.numbers["writers"] == 2, judgement.numbers
    assert judgement.numbers["jobs_lost"] > 0, judgement.numbers


@case("the scripted runbook strands jobs, and the oracle finds them")
def scripted(context):
    context.reset(keys=1000)
    load.start(context.lab, 50, 0.05, 120)
    load.add(context.lab, 2000)
    runbook.perform(context.lab, lambda text: None)
    context.stop_load()
    judgement = report.run(context.lab, TARGET, wait_drained=10)
    assert judgement.numbers["jobs_lost"] > 0 and judgement.numbers["writers"] == 2, judgement.numbers
