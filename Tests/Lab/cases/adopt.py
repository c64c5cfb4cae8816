"""A second laptop, which has SSH and the fleet file: refused before `bootstrap --adopt`, at work after it."""
import re
import subprocess

from cutover_lab import conditions, load
from cutover_lab.product import Product
from cutover_lab.settings import SOURCE, TARGET

from . import case

KEPT = {}


def second(context) -> Product:
    """The same operator at another machine: nothing of the first laptop's folders is there."""
    product = Product(context.lab, "debug")
    product.home = context.lab.output / "laptop-2"
    return product


def agents(context) -> dict[str, str]:
    """What must not change on a host: the agent's process, and every file of its installation but the trust."""
    script = ("systemctl show -p MainPID --value cutover-agent; "
              "find /etc/cutover /usr/local/bin/cutover-agent /etc/systemd/system/cutover-agent.service -type f "
              "-not -path '*/trust.d/*' -exec sha256sum {} + | sort")
    return {host: machine.run(["sh", "-c", script]).stdout for host, machine in context.hosts.items()}


def ended(context, process: subprocess.CompletedProcess, status: int) -> str:
    context.output = f"{' '.join(process.args[-4:])}\n{process.stdout}{process.stderr}"
    assert process.returncode == status, f"ended with {process.returncode}, not {status}"
    return process.stdout + process.stderr


@case("a second laptop is refused: without a certificate, and with one of an authority of its own")
def refused(context):
    context.bootstrap()
    laptop = second(context)
    assert "--adopt" in ended(context, laptop.run("status"), 1)
    output = ended(context, laptop.bootstrap(), 1)
    assert "bootstrap_authority" in output and "bootstrap --adopt" in " ".join(output.split()), output
    ended(context, laptop.run("status"), 5)


@case("after bootstrap --adopt it has the same fleet; the first still has it; no agent was restarted or changed")
def adopted(context):
    before = agents(context)
    output = ended(context, second(context).run("bootstrap", "--adopt"), 0)
    KEPT["name"] = re.search(r"trusts (\S+)", output).group(1)
    ended(context, second(context).run("status"), 0)
    context.coordinator("status")
    assert agents(context) == before
    assert "trusts already" in ended(context, second(context).run("bootstrap", "--adopt"), 0)


@case("a third laptop is adopted inside a run of the first, which goes on; the second takes it back")
def inside_a_run(context):
    context.reset(keys=20_000)
    conditions.wait(context.lab, "workers", [], 60)
    load.start(context.lab, 50, 0.05, None)
    before = agents(context)
    third = second(context)
    third.home = context.lab.output / "laptop-3"
    run = subprocess.Popen(context.product.command("cutover", "--fleet", str(context.product.fleet), "--yes"),
                           env=context.product.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True)
    adoption = third.run("bootstrap", "--adopt")
    assert run.poll() is None, "the run had ended before"
    output, _ = run.communicate(timeout=120)
    context.output = output
    assert run.returncode == 0, f"the cutover ended with {run.returncode}"
    ended(context, adoption, 0)
    assert agents(context) == before
    context.stop_load()
    context.judge(TARGET)
    # The password that the first laptop made for the new Redis comes along.
    ended(context, second(context).run("bootstrap", "--adopt"), 0)
    kept = [(product.home / "config/cutover/fiskai/redis-password").read_text()
            for product in (context.product, second(context))]
    assert kept[0] == kept[1]
    conditions.wait(context.lab, "workers", [], 60)
    ended(context, second(context).run("rollback", "--yes"), 0)
    context.judge(SOURCE)


@case("a revoked authority is refused at once, the others are not, and one that nobody knows is named as such")
def revoked(context):
    before = agents(context)
    assert KEPT["name"] in context.bootstrap("--revoke", KEPT["name"])
    ended(context, second(context).run("status"), 5)
    context.coordinator("status")
    assert agents(context) == before
    assert "authority_unknown" in context.bootstrap("--revoke", "nobody", "--json", status=1)
    context.reset()
