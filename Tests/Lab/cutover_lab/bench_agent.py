"""What an agent costs its host while nothing moves: memory, and processor time over a minute."""
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from .machine import Machine
from .settings import HOSTS, Lab

IDLE_SECONDS = 60


@dataclass(frozen=True)
class Usage:
    """Of one agent: memory in MiB, processor time in seconds since its start, and when it was read."""
    resident: float
    anonymous: float
    processor_seconds: float
    moment: float


def read(lab: Lab) -> dict[str, Usage]:
    """The usage of every host's agent now."""
    return {host: _read(Machine(lab, host)) for host in HOSTS}


def percent(before: Usage, after: Usage) -> float:
    """The share of one core between two readings."""
    return 100 * (after.processor_seconds - before.processor_seconds) / (after.moment - before.moment)


def _read(machine: Machine) -> Usage:
    pid = machine.run(["systemctl", "show", "-p", "MainPID", "--value", "cutover-agent"]).stdout.strip()
    process = Path(f"/proc/{machine.leader()}/root/proc/{pid}")
    memory = (process / "smaps_rollup").read_text()
    return Usage(_mebibytes(memory, "Rss"), _mebibytes(memory, "Anonymous"), _processor_seconds(process),
                 time.monotonic())


def _mebibytes(memory: str, name: str) -> float:
    return int(re.search(rf"^{name}:\s+(\d+) kB$", memory, re.M).group(1)) / 1024


def _processor_seconds(process: Path) -> float:
    """User and system time of all its threads, those that have ended included (proc(5), stat, fields 14 and 15)."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
