"""One move of the product, watched from outside: when its phases were, and when jobs were done."""
import json
import subprocess
import time
from dataclasses import dataclass

from .collector import read_ledger
from .errors import LabError
from .product import Product
from .settings import Lab

LIMIT_SECONDS = 300


@dataclass(frozen=True)
class Move:
    """When each phase began and ended (seconds since 1970), and what the product says of itself."""
    command: str
    phases: dict[str, tuple[float, float]]
    measurements: dict

    @property
    def pause_ms(self) -> float:
        return self.measurements["pauseMicroseconds"] / 1000

    @property
    def workers_seconds(self) -> float:
        return self.measurements["workersMilliseconds"] / 1000

    @property
    def copy_mb_per_second(self) -> float:
        return self.measurements["copyBytes"] / 1e6 / self.measurements["copyMilliseconds"] * 1000


def perform(product: Product, command: str) -> Move:
    """Runs `cutover` or `rollback` to its success."""
    words = product.command(command, "--fleet", str(product.fleet), "--yes", "--json")
    began: dict[str, float] = {}
    phases: dict[str, tuple[float, float]] = {}
    last: dict = {}
    with subprocess.Popen(words, env=product.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            moment = time.time()
            last = json.loads(line)
            if last["event"] == "phase-began":
                began[last["phase"]] = moment
            elif last["event"] == "phase-ended":
                phases[last["phase"]] = (began[last["phase"]], moment)
        errors = process.stderr.read()
        status = process.wait(LIMIT_SECONDS)
    if status != 0 or last.get("outcome") != "succeeded":
        raise LabError(f"coordinator {command} ended with {status}: {last.get('reasons')} {errors[-500:]}")
    return Move(command, phases, last["measurements"])


def job_times(lab: Lab) -> list[float]:
    """When jobs were done, in order."""
    return sorted(event.time for events in read_ledger(lab).dones.values() for event in events)


def work_gap_seconds(times: list[float], stop: float, start: float) -> float:
    """The longest time without a completed job that touches the time from the order to stop to the last start."""
    gaps = [after - before for before, after in zip(times, times[1:]) if after > stop and before < start]
    if not gaps or times[-1] < start:
        raise LabError("no job was done before and after the move: the work gap cannot be told")
    return max(gaps)
