"""The judge: given the ledger and what both Redis and the workers say, was anything lost, done twice, or split?

Pure: no clock, no socket, no file. The invariants are those of reference/redis-bullmq.md and design.md (S1 to S4).
"""
from collections import Counter
from dataclasses import dataclass, field

from .ledger import Add, Ledger

# The resolution of BullMQ's timestamps, and one more for rounding.
EARLY_TOLERANCE_SECONDS = 0.002
EXAMPLES = 5


@dataclass
class Side:
    """One Redis as it is now; `jobs` maps the uid of each pending job to its state."""
    role: str
    writable: bool
    keys: int
    jobs: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    dangling: int = 0
    waiting_clients: list[str] = field(default_factory=list)
    depths: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass
class WorkerState:
    """One worker container and the side that its REDIS_URL names."""
    name: str
    running: bool
    side: str | None
    redis_host: str = ""


@dataclass
class Facts:
    ledger: Ledger
    sides: dict[str, Side]
    workers: list[WorkerState]
    holder: str
    # Adds acknowledged later than this may have come after Redis was read: their loss is not judged.
    cutoff: float
    now: float
    declared_reruns: set[str] = field(default_factory=set)


@dataclass
class Judgement:
    numbers: dict
    findings: list[dict]

    @property
    def clean(self) -> bool:
        return not self.findings


def choose_holder(sides: dict[str, Side], workers: list[WorkerState]) -> str | None:
    """The Redis that should hold the pen: the only writable one with data, else the one the workers use."""
    writable = writers(sides)
    if len(writable) == 1:
        return writable[0]
    votes = Counter(worker.side for worker in workers if worker.side in sides)
    if votes:
        return votes.most_common(1)[0][0]
    return writable[0] if writable else next(iter(sides), None)


def writers(sides: dict[str, Side]) -> list[str]:
    """Every Redis that accepts writes and is in use: a new, still empty one beside a full one is none."""
    writable = [name for name, side in sides.items() if side.writable]
    return [name for name in writable if sides[name].keys > 0] or writable


def judge(facts: Facts) -> Judgement:
    """All findings, and the numbers of the report. No finding means clean."""
    findings: list[dict] = []

    def find(kind: str, text: str, uids=()) -> None:
        examples = sorted(uids)
        findings.append({"kind": kind, "text": text, "count": len(examples) or 1, "examples": examples[:EXAMPLES]})

    lost = _judge_losses(facts, find)
    twice = _judge_repetitions(facts, find)
    early = _judge_delays(facts, find)
    _judge_adds(facts, find)
    _judge_sides(facts, find)
    _judge_workers(facts, find)
    holder = facts.sides.get(facts.holder)
    acknowledged = facts.ledger.acknowledged()
    gap, gap_at = work_gap(facts.ledger, facts.now)
    numbers = {
        "holder": facts.holder,
        "jobs_added": len(acknowledged),
        "jobs_done": len(acknowledged.keys() & facts.ledger.dones.keys()),
        "jobs_remaining": len(holder.jobs) if holder else 0,
        "jobs_lost": len(lost),
        "jobs_twice": len(twice),
        "jobs_early": len(early),
        "jobs_delayed": sum(add.delay_ms > 0 for add in acknowledged.values()),
        "adds_failed": facts.ledger.count("fail"),
        "adds_unknown": facts.ledger.count("unknown") + facts.ledger.count("try"),
        "writers": len(writers(facts.sides)),
        "work_gap_s": gap,
        "work_gap_at": gap_at,
        "depths": holder.depths if holder else {},
    }
    return Judgement(numbers, findings)


def _judge_losses(facts: Facts, find) -> set[str]:
    """Every acknowledged job is done, or waits on the Redis that holds the pen."""
    holder = facts.sides.get(facts.holder) or Side("none", False, 0)
    added = {uid for uid, add in facts.ledger.acknowledged().items() if add.ended <= facts.cutoff}
    missing = added - facts.ledger.dones.keys() - holder.jobs.keys()
    elsewhere = {name: missing & side.jobs.keys() for name, side in facts.sides.items() if name != facts.holder}
    for name, uids in elsewhere.items():
        if uids:
            find("stranded", f"{len(uids)} acknowledged jobs are only on {name}, which does not hold the pen", uids)
    failed = missing & holder.failed
    if failed:
        find("failed", f"{len(failed)} acknowledged jobs were never done and are marked as failed", failed)
    gone = missing - failed - set().union(*elsewhere.values())
    if gone:
        find("lost", f"{len(gone)} acknowledged jobs are neither done nor on any Redis", gone)
    if holder.dangling:
        find("dangling", f"{holder.dangling} ids in the queues of {facts.holder} have no job")
    return missing


def _judge_repetitions(facts: Facts, find) -> set[str]:
    """No job is done twice, unless that was declared (by uid, or as QUEUE:JOBID)."""
    def declared(uid: str) -> bool:
        events = facts.ledger.dones[uid]
        return uid in facts.declared_reruns or any(f"{e.queue}:{e.job}" in facts.declared_reruns for e in events)

    repeated = {uid for uid, events in facts.ledger.dones.items() if len(events) > 1}
    undeclared = {uid for uid in repeated if not declared(uid)}
    if undeclared:
        find("twice", f"{len(undeclared)} jobs were done more than once without a declared reason", undeclared)
    return undeclared


def _judge_delays(facts: Facts, find) -> set[str]:
    """No delayed job starts before its time."""
    def is_early(add: Add) -> bool:
        starts = facts.ledger.starts.get(add.uid) or facts.ledger.dones.get(add.uid, [])
        due = add.tried + add.delay_ms / 1000 - EARLY_TOLERANCE_SECONDS
        return bool(add.delay_ms and starts and min(event.time for event in starts) < due)

    early = {uid for uid, add in facts.ledger.adds.items() if is_early(add)}
    if early:
        find("early", f"{len(early)} delayed jobs were started before their time", early)
    return early


def _judge_adds(facts: Facts, find) -> None:
    """What the App was told is true: an add that failed has no job, and no job comes from nowhere."""
    ledger = facts.ledger
    present = ledger.dones.keys() | (facts.sides[facts.holder].jobs.keys() if facts.holder in facts.sides else set())
    lies = {uid for uid in present if uid in ledger.adds and ledger.adds[uid].outcome == "fail"}
    if lies:
        find("failed-but-added", f"{len(lies)} adds were reported as failed but their jobs exist", lies)
    strangers = {uid for uid in present if uid not in ledger.adds}
    if strangers:
        find("stranger", f"{len(strangers)} jobs were never added by the App", strangers)
    if ledger.torn:
        find("ledger", f"{len(ledger.torn)} lines of the ledger are not understood", ledger.torn)


def _judge_sides(facts: Facts, find) -> None:
    """Exactly one Redis accepts writes: the holder."""
    writable = writers(facts.sides)
    if len(writable) > 1:
        find("split", f"{len(writable)} Redis accept writes: {', '.join(writable)}")
    elif not writable:
        find("no-writer", "no Redis accepts writes")
    elif writable != [facts.holder]:
        find("wrong-writer", f"{writable[0]} accepts writes, but the holder should be {facts.holder}")
    for name, side in facts.sides.items():
        if name != facts.holder and side.waiting_clients:
            find("stragglers", f"workers wait for jobs at {name}, which does not hold the pen: "
                 f"{', '.join(side.waiting_clients[:EXAMPLES])}")


def _judge_workers(facts: Facts, find) -> None:
    """Every worker runs, against the holder."""
    stopped = [worker.name for worker in facts.workers if not worker.running]
    if stopped:
        find("stopped", f"{len(stopped)} workers do not run", stopped)
    if not facts.workers:
        find("stopped", "there is no worker container")
    for worker in facts.workers:
        if worker.running and worker.side != facts.holder:
            find("wrong-side", f"{worker.name} runs against {worker.redis_host or 'no Redis'} "
                 f"({worker.side or 'unknown side'}); the pen is with {facts.holder}", [worker.name])


def work_gap(ledger: Ledger, now: float) -> tuple[float | None, float | None]:
    """The longest time without a completed job while the load ran, and when it began."""
    times = sorted(event.time for events in ledger.dones.values() for event in events)
    longest, began = None, None
    for start, stop in ledger.loads:
        end = stop if stop is not None else now
        moments = [start, *(time for time in times if start < time < end), end]
        for before, after in zip(moments, moments[1:]):
            if longest is None or after - before > longest:
                longest, began = after - before, before
    return (round(longest, 3), began) if longest is not None else (None, None)
