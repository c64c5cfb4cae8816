"""The main job, end to end: hosts, agents, the overview, and a whole cutover under load, judged by the ledger."""
import json
import time

from . import lifecycle, load, report
from .errors import LabError
from .product import Product
from .settings import REPOSITORY, TARGET, Lab

KEYS = 200_000
BACKLOG = 3_000
RATE = 50
# What make demo writes for programs, and prints for people.
RESULT = REPOSITORY / ".lab" / "demo.json"


def demo(lab: Lab, say) -> int:
    """Runs it; returns the process's exit code: 0 when the ledger is clean."""
    began = time.monotonic()
    lifecycle.up(lab, keys=KEYS, debug_redis=True, say=say)
    product = Product(lab, "release")
    try:
        _step(product, "bootstrap", "--agent", str(product.agent))
        load.start(lab, RATE, 0.05, None)
        load.add(lab, BACKLOG)
        say(f"under load: {KEYS} keys, a backlog of {BACKLOG} jobs, {RATE} adds a second")
        _step(product, "status")
        _step(product, "cutover", "--yes")
        _step(product, "status")
        load.stop(lab)
        judgement = report.run(lab, TARGET, wait_drained=60)
        run = product.last_run()
    finally:
        with lifecycle.lock(lab):
            lifecycle.down(lab)
    return _summarise(judgement, run["measurements"], time.monotonic() - began)


def _step(product: Product, command: str, *arguments: str) -> None:
    print(f"\n$ coordinator {command}", flush=True)
    ended = product.run(command, *arguments, show=True)
    if ended.returncode != 0:
        raise LabError(f"coordinator {command} ended with {ended.returncode}")


def _summarise(judgement, measured: dict, seconds: float) -> int:
    numbers = judgement.numbers
    result = {
        "jobs_added": numbers["jobs_added"], "jobs_done": numbers["jobs_done"], "jobs_lost": numbers["jobs_lost"],
        "jobs_twice": numbers["jobs_twice"], "write_pause_ms": round(measured["pauseMicroseconds"] / 1000, 2),
        "work_gap_s": round(numbers["work_gap_s"], 2),
        "copy_mb_s": round(measured["copyBytes"] / 1e6 / max(measured["copyMilliseconds"], 1) * 1000, 1),
        "seconds": round(seconds, 1)}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result) + "\n")
    names = {"jobs_added": "jobs added (acknowledged)", "jobs_done": "jobs done", "jobs_lost": "jobs lost",
             "jobs_twice": "jobs done twice", "write_pause_ms": "write pause, ms", "work_gap_s": "work gap, s",
             "copy_mb_s": "copy, MB/s", "seconds": "seconds in all"}
    print("\nWhat the ledger outside Redis says:")
    for key, name in names.items():
        print(f"  {name:<27}{result[key]:>10}")
    print(f"  {'adds refused, loudly':<27}{numbers['adds_failed']:>10}   (the App still has the old URL)")
    for finding in judgement.findings:
        print(f"  FINDING {finding['kind']}: {finding['text']}")
    print(f"  verdict: {'clean' if judgement.clean else 'VIOLATED'}     ({RESULT})")
    return 0 if judgement.clean else 1
