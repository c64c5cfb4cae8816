"""Reading the ledger: what was added, what failed, what was started and done. See images/worker/ledger.py."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Add:
    """One attempt to add a job. `outcome` is add, fail, unknown, or try while nothing is known of its end."""
    uid: str
    queue: str
    delay_ms: int
    tried: float
    outcome: str = "try"
    ended: float | None = None
    job: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Execution:
    """One start or one end of a job in a worker."""
    uid: str
    worker: str
    time: float
    redis_host: str
    job: str
    queue: str


@dataclass
class Ledger:
    adds: dict[str, Add] = field(default_factory=dict)
    starts: dict[str, list[Execution]] = field(default_factory=dict)
    dones: dict[str, list[Execution]] = field(default_factory=dict)
    loads: list[tuple[float, float | None]] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    def acknowledged(self) -> dict[str, Add]:
        return {uid: add for uid, add in self.adds.items() if add.outcome == "add"}

    def count(self, outcome: str) -> int:
        return sum(add.outcome == outcome for add in self.adds.values())


def parse(text: str) -> Ledger:
    """The events of a ledger; a line that is not understood is kept as torn, never passed over."""
    ledger = Ledger()
    for line in text.splitlines():
        words = line.split(" ")
        try:
            _apply(ledger, words)
        except (ValueError, IndexError, KeyError):
            ledger.torn.append(line)
    return ledger


def _apply(ledger: Ledger, words: list[str]) -> None:
    match words:
        case ["try", uid, queue, delay, time]:
            ledger.adds.setdefault(uid, Add(uid, queue, int(delay), float(time)))
        case ["add", uid, queue, delay, time, job]:
            tried = ledger.adds[uid].tried if uid in ledger.adds else float(time)
            ledger.adds[uid] = Add(uid, queue, int(delay), tried, "add", float(time), job)
        case [("fail" | "unknown") as outcome, uid, reason, time]:
            before = ledger.adds.get(uid) or Add(uid, "-", 0, float(time))
            ledger.adds[uid] = Add(uid, before.queue, before.delay_ms, before.tried, outcome, float(time), None, reason)
        case ["start" | "done", uid, worker, time, host, job, queue]:
            events = ledger.starts if words[0] == "start" else ledger.dones
            events.setdefault(uid, []).append(Execution(uid, worker, float(time), host, job, queue))
        case ["load", "start", time, _]:
            ledger.loads.append((float(time), None))
        case ["load", "stop", time]:
            if ledger.loads and ledger.loads[-1][1] is None:
                ledger.loads[-1] = (ledger.loads[-1][0], float(time))
        case _:
            raise ValueError("no event")
