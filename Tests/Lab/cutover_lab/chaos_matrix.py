"""The matrix: what dies, times when, and the special cases. Data only; `chaos_run` performs it."""
from .chaos_case import END, HOOK, Act, Chaos, Moment, phase
from .settings import LAPTOP, SOURCE, TARGET

# The whole line of a run, of which each host's death is worth its reboot.
PHASES = ("provision", "attach", "sync", "gate", "drain", "vote", "cut", "flip", "start", "verify")
# Points inside the cut at its holder, in their order, and at its receiver.
HOLDER = ("armReceiver", "enterCut", "pauseAndRead", "fenceAndProve", "compare", "promoteReceiver", "yieldPen", "follow")
UNDONE = frozenset({"failed, nothing changed", "taken back"})
DONE = frozenset({"succeeded"})
DIE_HOLDER = [("before", "armReceiver"), ("after", "armReceiver"), ("after", "enterCut"), ("after", "pauseAndRead"),
              ("after", "fenceAndProve"), ("after", "compare"), ("after", "promoteReceiver"), ("after", "yieldPen"),
              ("before", "follow"), ("after", "follow")]
DIE_RECEIVER = [("before", "arm"), ("after", "arm"), ("before", "recordPromotion"), ("before", "tellRedis"),
                ("after", "tellRedis")]

# Around the two records of a flip, and the start of the workers.
DIE_WORKERS = [("before", "supplyEnvironment"), ("after", "supplyEnvironment"), ("after", "recordFlip"),
               ("before", "startWorkers"), ("after", "startWorkers")]


def at(what: str, when: str, deed: str, freeze: bool = True, **options) -> Chaos:
    """One deed when a phase begins."""
    return Chaos(f"{what}/{when}", (Act(END if when == "after" else phase(when), deed, freeze),), **options)


def coordinators() -> list[Chaos]:
    cases = [at("coordinator", when, "kill-coordinator") for when in PHASES if when not in ("drain", "flip")]
    cases += [at("coordinator", when, "kill-coordinator", again=True) for when in ("drain", "flip")]
    # Not by test policy: the time that an operator would see.
    cases += [Chaos(f"coordinator/{when}-lease-15", (Act(phase(when), "kill-coordinator"),), lease=15)
              for when in ("drain", "flip")]
    return cases + [
        Chaos("coordinator/cut-fenced", (Act(Moment("cut", step="fenceAndProve"), "kill-coordinator"),)),
        Chaos("coordinator/rollback-drain", (Act(phase("drain"), "kill-coordinator"),), command="rollback"),
        Chaos("coordinator/rollback-flip", (Act(phase("flip"), "kill-coordinator"),), command="rollback"),
    ]


def agents() -> list[Chaos]:
    cases = []
    for what, host in (("source-agent", SOURCE), ("target-agent", TARGET)):
        cases += [at(what, when, f"kill-agent {host}") for when in (*PHASES, "after")]
    cases += [Chaos(f"source-agent/{moment}-{point}", hooks={SOURCE: f"die-{moment}:{point}"}) for moment, point in DIE_HOLDER + DIE_WORKERS]
    cases += [Chaos(f"target-agent/{moment}-{point}", hooks={TARGET: f"die-{moment}:{point}"})
              for moment, point in DIE_RECEIVER]
    return cases + [
        at("both-agents", "drain", f"kill-agent {SOURCE}+kill-agent {TARGET}"),
        at("both-agents", "cut", f"kill-agent {SOURCE}+kill-agent {TARGET}"),
        at("everybody", "drain", f"kill-coordinator+kill-agent {SOURCE}+kill-agent {TARGET}"),
        at("everybody", "flip", f"kill-coordinator+kill-agent {SOURCE}+kill-agent {TARGET}"),
        Chaos("source-agent/rollback-recordPromotion", hooks={SOURCE: "die-before:recordPromotion"}, command="rollback"),
        Chaos("source-agent/rollback-tellRedis", hooks={SOURCE: "die-before:tellRedis"}, command="rollback"),
        Chaos("target-agent/rollback-compare", hooks={TARGET: "die-before:compare"}, command="rollback"),
        Chaos("target-agent/rollback-yieldPen", hooks={TARGET: "die-before:yieldPen"}, command="rollback"),
    ]


def frozen() -> list[Chaos]:
    """SIGSTOP of an agent for seconds inside the cut: its sockets are open, and nobody answers."""
    points = [(SOURCE, "source", "after:enterCut"), (SOURCE, "source", "after:pauseAndRead"),
              (SOURCE, "source", "after:fenceAndProve"), (SOURCE, "source", "after:promoteReceiver"),
              (TARGET, "target", "after:arm"), (TARGET, "target", "before:recordPromotion"),
              (TARGET, "target", "before:tellRedis")]
    cases = [Chaos(f"{name}-frozen/{point.replace(':', '-')}", (Act(HOOK, f"thaw {host}", freeze=False),),
                   hooks={host: f"stop-{point}"}, mend_after=5) for host, name, point in points]
    # Longer than the watchdog of its unit: systemd kills it and starts another.
    return cases + [
        Chaos("source-frozen/a-minute-fenced", (Act(HOOK, f"thaw {SOURCE}", freeze=False),),
              hooks={SOURCE: "stop-after:fenceAndProve"}, mend_after=45),
        at("source-frozen", "drain", f"stop-agent {SOURCE}"),
        at("target-frozen", "drain", f"stop-agent {TARGET}"),
    ]


def redis() -> list[Chaos]:
    cases = [at("old-redis", when, f"kill-redis {SOURCE}", reruns=True) for when in ("sync", "drain", "vote", "flip", "after")]
    cases += [at("new-redis", when, f"kill-redis {TARGET}", reruns=True)
              for when in ("attach", "sync", "drain", "vote", "flip", "start", "after")]
    slow = Act(phase("attach"), f"config {TARGET} rdb-key-save-delay 2000")
    return cases + [
        Chaos("old-redis/fenced", (Act(HOOK, f"kill-redis {SOURCE}"),), hooks={SOURCE: "delay-after:fenceAndProve:600"}),
        Chaos("new-redis/before-promotion", (Act(HOOK, f"kill-redis {TARGET}"),),
              hooks={TARGET: "delay-before:recordPromotion:600"}),
        Chaos("new-redis/recorded-not-told", (Act(HOOK, f"kill-redis {TARGET}"),),
              hooks={TARGET: "delay-before:tellRedis:600"}),
        # Within 100 ms, with the rewrite of its AOF after the sync slowed.
        Chaos("new-redis/just-promoted", (slow, Act(HOOK, f"kill-redis {TARGET}"),),
              hooks={TARGET: "delay-after:tellRedis:1"}),
        Chaos("new-redis/restarted-before-promotion", (Act(HOOK, f"restart-redis {TARGET}+thaw {SOURCE}"),),
              hooks={SOURCE: "stop-after:fenceAndProve"}, mend_after=1, ends=UNDONE),
        at("new-redis-restarted", "vote", f"restart-redis {TARGET}"),
        at("new-redis-writable", "vote", f"config {TARGET} replica-read-only no", ends=UNDONE),
        Chaos("new-redis-writable/cut", (Act(HOOK, f"config {TARGET} replica-read-only no"),),
              hooks={SOURCE: "delay-before:fenceAndProve:300"}, ends=UNDONE),
        at("old-redis-void-fence", "drain", f"config {SOURCE} replica-read-only no", ends=UNDONE),
        Chaos("old-redis-void-fence/cut", (Act(HOOK, f"config {SOURCE} replica-read-only no"),),
              hooks={SOURCE: "delay-before:pauseAndRead:300"}, ends=UNDONE),
        at("old-redis-restarted", "after", f"restart-redis {SOURCE}"),
        at("old-redis-by-compose", "after", f"compose-up {SOURCE}"),
    ]


def docker() -> list[Chaos]:
    cases = []
    for what, host in (("source-docker", SOURCE), ("target-docker", TARGET)):
        cases += [at(what, when, f"kill-docker {host}", reruns=True) for when in ("provision", "sync", "drain", "cut", "start", "after")]
    return cases + [
        # Restart policies: Docker must not bring workers back that the drain has stopped.
        at("source-docker-restart", "drain", f"restart-docker {SOURCE}", reruns=True),
        at("source-docker-restart", "cut", f"restart-docker {SOURCE}", reruns=True),
        at("source-docker-restart", "after", f"restart-docker {SOURCE}", reruns=True),
        at("target-docker-down", "gate", f"stop-docker {TARGET}", reruns=True),
    ]


def hosts() -> list[Chaos]:
    cases = []
    for what, host in (("source-host", SOURCE), ("target-host", TARGET)):
        cases += [at(what, when, f"power-cut {host}", reruns=True, settle=4)
                  for when in ("sync", "drain", "cut", "start", "after")]
    return cases + [
        Chaos("source-host/fenced", (Act(HOOK, f"power-cut {SOURCE}"),), hooks={SOURCE: "stop-after:fenceAndProve"},
              reruns=True, settle=4),
        Chaos("source-host/promoted", (Act(HOOK, f"power-cut {SOURCE}"),), hooks={SOURCE: "stop-after:promoteReceiver"},
              reruns=True, settle=4),
    ]


def links() -> list[Chaos]:
    ends = {"laptop-source": (LAPTOP, SOURCE), "laptop-target": (LAPTOP, TARGET), "hosts": (SOURCE, TARGET)}
    cases = [at(f"link-{name}", when, f"cut-link {first} {second}", mend_after=10)
             for name, (first, second) in ends.items() for when in ("sync", "drain", "cut", "start")]
    inside = [("after:enterCut", 300), ("after:fenceAndProve", 300), ("before:promoteReceiver", 300),
              ("after:promoteReceiver", 300)]
    cases += [Chaos(f"link-hosts/{point.replace(':', '-')}", (Act(HOOK, f"cut-link {SOURCE} {TARGET}"),),
                    hooks={SOURCE: f"delay-{point}:{delay}"}, mend_after=10) for point, delay in inside]
    # The order arrives and its answer does not; and the other way round.
    cases += [
        Chaos("one-way-to-target/cut", (Act(HOOK, f"cut-way {SOURCE} {TARGET}"),),
              hooks={SOURCE: "delay-before:promoteReceiver:300"}, mend_after=10),
        Chaos("one-way-to-source/cut", (Act(HOOK, f"cut-way {TARGET} {SOURCE}"),),
              hooks={TARGET: "delay-before:recordPromotion:300"}, mend_after=10),
        at("one-way-from-laptop", "drain", f"cut-way {LAPTOP} {SOURCE}", mend_after=10),
        at("one-way-to-laptop", "drain", f"cut-way {SOURCE} {LAPTOP}", mend_after=10),
    ]
    return cases


def special() -> list[Chaos]:
    return [
        Chaos("disk-full/source-attach", (Act(phase("attach"), f"fill-disk {SOURCE}"),), before=(f"small-disk {SOURCE}",)),
        Chaos("disk-full/source-drain", (Act(phase("drain"), f"fill-disk {SOURCE}"),), before=(f"small-disk {SOURCE}",)),
        Chaos("disk-full/source-cut", (Act(phase("cut"), f"fill-disk {SOURCE}"),), before=(f"small-disk {SOURCE}",)),
        Chaos("disk-full/target-cut", (Act(HOOK, f"fill-disk {TARGET}"),), before=(f"small-disk {TARGET}",),
              hooks={TARGET: "delay-before:recordPromotion:300"}),
        # The promote arrives when its sender no longer waits for it, and when its sender is dead.
        Chaos("promote-late/past-the-budget", hooks={TARGET: "delay-before:recordPromotion:3000"}, ends=UNDONE),
        Chaos("promote-late/sender-dead", (Act(HOOK, f"kill-agent {SOURCE}"),),
              hooks={TARGET: "delay-before:recordPromotion:3000"}),
        Chaos("promote-late/told-late", hooks={TARGET: "delay-before:tellRedis:3000"}, ends=DONE),
        Chaos("second-coordinator/drain", (Act(phase("drain"), "second-coordinator", freeze=False),), ends=DONE),
        Chaos("second-coordinator/cut", (Act(HOOK, "second-coordinator", freeze=False),),
              hooks={SOURCE: "delay-after:enterCut:700"}),
        Chaos("second-coordinator/first-dead", (Act(phase("drain"), "kill-coordinator+second-coordinator"),)),
        # Back after the lease: it takes the next epoch, and goes on or takes back, wholly.
        at("laptop-asleep", "sync", "sleep-coordinator", mend_after=6, ends=DONE),
        at("laptop-asleep", "drain", "sleep-coordinator", mend_after=6, ends=frozenset({"taken back"})),
        at("laptop-asleep", "cut", "sleep-coordinator", mend_after=6),
        at("laptop-asleep", "start", "sleep-coordinator", mend_after=6, ends=DONE),
        at("interrupted", "sync", "interrupt-coordinator", ends=UNDONE),
        at("interrupted", "drain", "interrupt-coordinator", ends=UNDONE),
        at("interrupted", "cut", "interrupt-coordinator"),
    ]


def elsewhere() -> list[Chaos]:
    """Another laptop, which never saw the run: abort and takeover sent into each part of it, and a run resumed there whose
    own laptop is gone for good."""
    inside = [("enterCut", {SOURCE: "delay-after:enterCut:700"}), ("fenced", {SOURCE: "delay-after:fenceAndProve:700"}),
              ("promoted", {TARGET: "delay-after:tellRedis:700"}), ("yielded", {SOURCE: "delay-after:yieldPen:700"})]
    cases = []
    for name, command in (("abort-sent", "elsewhere abort"), ("takeover-sent", "elsewhere resume --takeover")):
        cases += [at(name, when, command, freeze=False) for when in ("sync", "drain", "vote", "flip", "start")]
        cases += [Chaos(f"{name}/{point}", (Act(HOOK, command, freeze=False),), hooks=hooks) for point, hooks in inside]
    cases += [at("resumed-elsewhere", when, "kill-coordinator+elsewhere resume --takeover")
              for when in ("sync", "drain", "cut", "flip", "start")]
    return cases + [
        Chaos(f"resumed-elsewhere/{point}", (Act(HOOK, "kill-coordinator+elsewhere resume --takeover"),), hooks=hooks)
        for point, hooks in inside]


def matrix() -> list[Chaos]:
    """All cases; those that need a reboot last."""
    cases = [*coordinators(), *agents(), *frozen(), *redis(), *docker(), *links(), *special(), *elsewhere(), *hosts()]
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), f"a name twice: {sorted(name for name in names if names.count(name) > 1)}"
    return cases
