"""What the product must do on two real hosts, as cases that read like sentences. They run in the order of the files."""
import importlib
from dataclasses import dataclass
from typing import Callable

from cutover_lab import conditions, load, report, reset
from cutover_lab.machine import Machine
from cutover_lab.product import Product
from cutover_lab.settings import HOSTS, SOURCE, TARGET, Lab

MODULES = ("bootstrap", "adopt", "refusals", "status", "checks", "plan", "moves", "app", "producers", "soak",
           "relay", "undo", "secrets", "mutants", "death", "resume", "returning", "reboot", "lost", "finalize", "whole")
# Run only when `--only` names one of them: versions needs images of its own, which are built then; the stand-in (issue 5)
# is an option that is not proven yet: no add fails, but some of the raw client's end without an answer.
ON_DEMAND = ("versions", "standin")


@dataclass
class Case:
    group: str
    name: str
    body: Callable


CASES: list[Case] = []


def case(name: str):
    """Registers a case under its sentence."""
    def register(body):
        group = body.__module__.rsplit(".", 1)[-1]
        CASES.append(Case(group, name, body))
        return body
    return register


def load_all(only: str | None = None) -> None:
    for module in (*MODULES, *(name for name in ON_DEMAND if name == only)):
        importlib.import_module(f"cases.{module}")


class Context:
    """The lab that the cases share, and what each may ask of it."""

    def __init__(self, lab: Lab):
        self.lab = lab
        self.product = Product(lab, "debug")
        self.hosts = {host: Machine(lab, host) for host in HOSTS}
        self.output = ""

    @property
    def source(self) -> Machine:
        return self.hosts[SOURCE]

    @property
    def target(self) -> Machine:
        return self.hosts[TARGET]

    def coordinator(self, command: str, *arguments: str, status: int = 0, **options) -> str:
        """Runs a command that must end with this status; returns its output."""
        if command in ("cutover", "rollback"):
            # A worker that is still starting has no handler for SIGTERM yet, and would be killed when the grace is over.
            conditions.wait(self.lab, "workers", [], 60)
        ended = self.product.run(command, *arguments, **options)
        self.output = f"$ coordinator {command} {' '.join(arguments)}\n{ended.stdout}{ended.stderr}"
        assert ended.returncode == status, f"coordinator {command} ended with {ended.returncode}, not {status}"
        return ended.stdout + ended.stderr

    def bootstrap(self, *arguments: str, status: int = 0, **options) -> str:
        agent = () if "--agent" in arguments else ("--agent", str(self.product.agent))
        return self.coordinator("bootstrap", *agent, *arguments, status=status, **options)

    def reset(self, keys: int = 0, backlog: int = 0) -> None:
        """Back to the start, with the agents installed but without any records."""
        reset.reset(self.lab, True, lambda text: None)
        reset.fill(self.lab, keys, backlog)

    def judge(self, holder: str, wait: float = 60):
        """What the ledger says; the case fails when it is not clean."""
        judgement = report.run(self.lab, holder, wait_drained=wait)
        assert judgement.clean, f"the oracle found {judgement.findings}"
        return judgement

    def stop_load(self) -> None:
        load.stop(self.lab)

    def explain(self) -> None:
        """What the person who reads a failure wants to see first."""
        for line in self.output.splitlines()[-30:]:
            print(f"       | {line}", flush=True)
        for host, machine in self.hosts.items():
            if not machine.is_running():
                continue
            journal = machine.run(["journalctl", "-u", "cutover-agent", "-n", "12", "--no-pager", "-o", "cat"], check=False)
            for line in journal.stdout.splitlines():
                print(f"       {host}: {line}", flush=True)
