"""Runs the oracle and prints what it found."""
import json
import time
from pathlib import Path

from . import collector, oracle
from .errors import LabError
from .settings import Lab


def declared(file: str | None) -> set[str]:
    """Declared re-runs: a JSON list, or lines, of uids and QUEUE:JOBID."""
    if not file:
        return set()
    try:
        text = Path(file).read_text()
        entries = json.loads(text) if text.lstrip().startswith("[") else text.split()
        return {f"{entry['queue']}:{entry['id']}" if isinstance(entry, dict) else str(entry) for entry in entries}
    except (OSError, ValueError, KeyError) as error:
        raise LabError(f"--declared-reruns {file}: {error!r}") from error


def run(lab: Lab, holder: str = "auto", wait_drained: float = 0, reruns: set[str] | None = None) -> oracle.Judgement:
    """Judges now, or as soon as no job is pending any more, or when that took too long."""
    deadline = time.monotonic() + wait_drained
    while True:
        facts = collector.collect(lab, holder, reruns)
        side = facts.sides.get(facts.holder)
        if time.monotonic() >= deadline or (side is not None and not side.jobs):
            return oracle.judge(facts)
        time.sleep(0.2)


def oracle_command(lab: Lab, options) -> int:
    judgement = run(lab, options.holder, options.wait_drained, declared(options.declared_reruns))
    verdict = "clean" if judgement.clean else "violated"
    if options.json:
        print(json.dumps({**judgement.numbers, "verdict": verdict, "findings": judgement.findings}))
    else:
        for name, value in judgement.numbers.items():
            if name != "depths":
                print(f"{name:16} {value}")
        for finding in judgement.findings:
            print(f"FINDING {finding['kind']}: {finding['text']} {' '.join(finding['examples'])}".rstrip())
        print(f"verdict          {verdict}")
    return 0 if judgement.clean else 1
