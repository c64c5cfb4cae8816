"""What a case of the chaos matrix is: what breaks, at which moment of which run, and what may follow."""
from dataclasses import dataclass, field

from .settings import SOURCE, TARGET

# The lease by test policy; what happens when it lapses does not depend on how long that takes.
LEASE_SECONDS = 3


@dataclass(frozen=True)
class Moment:
    """A line of the run's events (`--json`), or the agent's fault hook having been met (`event` is `hook`)."""
    event: str
    phase: str | None = None
    step: str | None = None
    # So long after it.
    seconds: float = 0

    def is_in(self, line: dict) -> bool:
        return (line.get("event") == self.event and self.phase in (None, line.get("phase"))
                and self.step in (None, line.get("step")))


HOOK = Moment("hook")
END = Moment("outcome")


@dataclass(frozen=True)
class Act:
    """A deed of `chaos_deeds` at a moment. The coordinator stands still meanwhile, so that the run does not leave the
    phase before the deed is done."""
    when: Moment
    deed: str
    freeze: bool = True


@dataclass(frozen=True)
class Chaos:
    name: str
    acts: tuple[Act, ...] = ()
    # CUTOVER_FAULT of each host's agent.
    hooks: dict[str, str] = field(default_factory=dict)
    # Deeds before the run, with the agents stopped.
    before: tuple[str, ...] = ()
    command: str = "cutover"
    policy: str | None = None
    lease: int = LEASE_SECONDS
    # What was broken is mended when the run has ended, and at the latest so many seconds after the last act.
    mend_after: float = 7
    # Workers or a Redis with workers were killed: what they had in hand may be done again.
    reruns: bool = False
    # How the run may end; empty: in any way that agrees with where the workers are.
    ends: frozenset[str] = frozenset()
    # How long nothing may change before the end is believed.
    settle: float = 2
    # A new run must then succeed.
    again: bool = False


def phase(name: str) -> Moment:
    """When a phase begins; of the drain, when the first worker is about to stop."""
    return Moment("stopping") if name == "drain" else Moment("phase-began", name)


OTHER = {SOURCE: TARGET, TARGET: SOURCE}
