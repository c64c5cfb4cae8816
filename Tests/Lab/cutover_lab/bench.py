"""Speed and size against their peers: each pair in one run, in turn, so that a slow minute of the machine meets both."""
import os
import platform
import statistics
import subprocess
import time
from dataclasses import dataclass, field, fields
from pathlib import Path

from . import (bench_agent, bench_bootstrap, bench_copy, bench_floor, bench_moves, bench_rows, bench_size, bench_status,
               bench_workers, fiskai, lifecycle, load, report, reset)
from .bench_rows import Row
from .errors import LabError
from .machine import Machine
from .product import Product
from .settings import REPOSITORY, SOURCE, TARGET, Lab

RESULT = REPOSITORY / ".lab" / "bench.json"
ROUNDS = 3
KEYS = 200_000
BACKLOG = 3_000
RATE = 50
# Steps of the cut, and phases of the run, in their order.
BEFORE_PAUSE = ("pingReceiver",)
INSIDE_PAUSE = ("pauseAndRead", "awaitReceiver", "fenceAndProve", "compare", "promoteReceiver")
INSIDE_GAP = ("drain", "vote", "cut", "flip", "start")


@dataclass
class Samples:
    """Everything that the rounds of moves measured."""
    pauses: list[float] = field(default_factory=list)
    loaded_pauses: list[float] = field(default_factory=list)
    round_trips: list[float] = field(default_factory=list)
    syncs: list[float] = field(default_factory=list)
    workers: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    runbook_gaps: list[float] = field(default_factory=list)
    copies: list[float] = field(default_factory=list)
    direct_copies: list[float] = field(default_factory=list)
    own_copies: list[float] = field(default_factory=list)
    copied_mb: list[float] = field(default_factory=list)
    status: list[float] = field(default_factory=list)
    ssh: list[float] = field(default_factory=list)
    cut_steps: list[dict[str, float]] = field(default_factory=list)
    phases: list[dict[str, float]] = field(default_factory=list)
    anonymous: list[float] = field(default_factory=list)

    def add(self, other: "Samples") -> None:
        """Takes in what another round measured."""
        for one in fields(self):
            getattr(self, one.name).extend(getattr(other, one.name))


class Bench:
    """One lab, one build, all rows."""

    def __init__(self, lab: Lab, build: str, rounds: int, keys: int, say):
        self.lab, self.build, self.rounds, self.keys, self.say = lab, build, rounds, keys, say
        self.product = Product(lab, build)
        self.source = Machine(lab, SOURCE)
        self.samples = Samples()
        self.agent: list[Row] = []
        self.size: list[tuple[str, float]] = []
        self.failed = 0

    def run(self) -> list[Row]:
        """Boots the lab, measures, and takes it down, whatever happens."""
        try:
            lifecycle.up(self.lab, keys=0, debug_redis=True, say=self.say)
            rows = [self._bootstrap()]
            self._idle()
            for number in range(1, self.rounds + 1):
                self.say(f"round {number} of {self.rounds}: moves, restarts by hand, copies ({_load_average()})")
                self._try_round()
            if not self.samples.pauses:
                raise LabError("no round of moves succeeded: there is nothing to compare")
        finally:
            with lifecycle.lock(self.lab):
                lifecycle.down(self.lab)
        return [*self._pause_rows(), *self._work_rows(), self._copy_row(), self._status_row(), *self.agent,
                self._moved_row(), self._size_row(), *rows]

    def _bootstrap(self) -> Row:
        self.say(f"bootstrap of two fresh hosts, {bench_bootstrap.REPETITIONS} times ({_load_average()})")
        beyond, uploads = bench_bootstrap.measure(self.product)
        return bench_rows.at_most("bootstrap of two hosts without upload", statistics.median(beyond), 5, "s",
                                  samples={"ours": beyond, "uploads": uploads})

    def _idle(self) -> None:
        """The agents' idle minute; what fills the binary is looked at meanwhile, as that is no work of theirs."""
        self.product.status()
        self.say("an idle minute of the agents, and what fills their binary")
        before = bench_agent.read(self.lab)
        ends = time.monotonic() + bench_agent.IDLE_SECONDS
        self.size = bench_size.contents(self.product.agent) if self.build == "release" else []
        time.sleep(max(0, ends - time.monotonic()))
        after = bench_agent.read(self.lab)
        resident = [usage.resident for usage in after.values()]
        anonymous = [usage.anonymous for usage in after.values()]
        shares = [bench_agent.percent(before[host], after[host]) for host in after]
        self.agent = [
            bench_rows.at_most("agent, resident memory, idle", max(resident), 16, "MiB", samples={"hosts": resident}),
            bench_rows.at_most("agent, anonymous memory, idle", max(anonymous), 4, "MiB", samples={"hosts": anonymous}),
            bench_rows.at_most("agent, processor, idle minute", max(shares), 0.2, "% of a core",
                               samples={"hosts": shares})]

    def _try_round(self) -> None:
        """A round counts wholly or not at all; a failed one is said."""
        samples = Samples()
        try:
            self._round(samples)
        except LabError as error:
            self.failed += 1
            self.say(f"this round does not count: {error}")
        else:
            self.samples.add(samples)

    def _round(self, samples: Samples) -> None:
        """Without load: cutover, by hand, rollback, direct copies, status. Under load: cutover, then the runbook."""
        reset.reset(self.lab, True, lambda text: None)
        bench_copy.fill(self.lab, self.keys)
        watch = bench_copy.CopyWatch(self.lab)
        move = self._move("cutover", samples, samples.pauses)
        samples.copies.append(watch.result())
        samples.own_copies.append(move.copy_mb_per_second)
        samples.copied_mb.append(move.measurements["copyBytes"] / 1e6)
        samples.workers.append(move.workers_seconds)
        samples.by_hand += [bench_workers.restart_by_hand(self.source) for _ in range(2)]
        samples.workers.append(self._move("rollback", samples, samples.pauses).workers_seconds)
        samples.direct_copies.append(statistics.median(bench_copy.direct_seconds(self.lab) for _ in range(3)))
        samples.anonymous.append(max(usage.anonymous for usage in bench_agent.read(self.lab).values()))
        ours, peer = bench_status.measure(self.product)
        samples.status += ours
        samples.ssh += peer
        load.start(self.lab, RATE, 0.05, None)
        load.add(self.lab, BACKLOG)
        move = self._move("cutover", samples, samples.loaded_pauses)
        load.stop(self.lab)
        judgement = report.run(self.lab, TARGET, wait_drained=90)
        if not judgement.clean:
            raise LabError(f"the oracle found {judgement.findings}")
        samples.gaps.append(bench_moves.work_gap_seconds(
            bench_moves.job_times(self.lab), move.phases["drain"][0], move.phases["start"][1]))
        samples.runbook_gaps.append(bench_workers.runbook_gap_seconds(self.lab, RATE, BACKLOG))

    def _move(self, command: str, samples: Samples, pauses: list[float]) -> bench_moves.Move:
        fiskai.wait_for_workers(self.source)
        floor = bench_floor.floor_ms(self.lab)
        samples.round_trips.append(floor["round_trip_ms"])
        samples.syncs.append(floor["sync_ms"])
        move = bench_moves.perform(self.product, command)
        pauses.append(move.pause_ms)
        samples.cut_steps.append({step: spent / 1000 for step, spent in move.measurements["cutSteps"].items()})
        samples.phases.append({phase: ended - began for phase, (began, ended) in move.phases.items()})
        return move

    def _pause_rows(self) -> list[Row]:
        samples = self.samples
        trip, sync = statistics.median(samples.round_trips), statistics.median(samples.syncs)
        budget = bench_floor.budget_ms(trip, sync)
        name = f"2 ms + 4 round trips of {trip:.2f} ms + an fsync of {sync:.2f} ms"
        return [bench_rows.at_most_peer(
            f"write pause, {words}", statistics.median(pauses), budget, 1, "ms", peer_name=name,
            samples={"ours": pauses, "round_trips": samples.round_trips, "syncs": samples.syncs})
            for words, pauses in (("no load", samples.pauses), (f"{RATE} adds/s", samples.loaded_pauses))]

    def _work_rows(self) -> list[Row]:
        samples = self.samples
        return [
            bench_rows.at_most_peer(
                "work gap: workers stopped to started", statistics.median(samples.workers),
                statistics.median(samples.by_hand), 1.2, "s",
                peer_name="docker compose stop and up of the same workers by hand",
                samples={"ours": samples.workers, "peer": samples.by_hand}),
            bench_rows.at_most_peer(
                f"work gap: no job done, {RATE} adds/s", statistics.median(samples.gaps),
                statistics.median(samples.runbook_gaps), 1, "s", peer_name="the runbook as a script (it loses jobs)",
                samples={"ours": samples.gaps, "peer": samples.runbook_gaps})]

    def _copy_row(self) -> Row:
        samples = self.samples
        ours = [size / seconds for size, seconds in zip(samples.copied_mb, samples.copies)]
        peer = [size / seconds for size, seconds in zip(samples.copied_mb, samples.direct_copies)]
        return bench_rows.at_least_peer(
            f"copy of {self.keys} keys by the relay", statistics.median(ours), statistics.median(peer), 0.9, "MB/s",
            peer_name="REPLICAOF straight to the old Redis, without TLS",
            samples={"ours": ours, "peer": peer, "ours_by_its_own_clock": samples.own_copies})

    def _status_row(self) -> Row:
        ours, peer = self.samples.status, self.samples.ssh
        return bench_rows.at_most(
            f"status of two hosts, {self.keys} keys", statistics.median(ours), 50, "ms", peer=statistics.median(peer),
            peer_name="ssh to both at once: docker ps and inspect, redis-cli info and client list",
            samples={"ours": ours, "peer": peer})

    def _moved_row(self) -> Row:
        after = self.samples.anonymous
        return bench_rows.at_most("agent, anonymous memory after two moves", statistics.median(after), 4, "MiB",
                                  samples={"larger host": after})

    def _size_row(self) -> Row:
        return bench_rows.at_most("agent, one static file", bench_size.megabytes(self.product.agent), 28, "MB")


def bench(lab: Lab, build: str, rounds: int, keys: int, say) -> int:
    """Measures all rows, prints them, and writes them; 0 when all were measured: a missed target is no failure."""
    began = time.monotonic()
    measured = Bench(lab, build, rounds, keys, say)
    rows = measured.run()
    bench_rows.write(rows, RESULT, _commit(), build)
    print(f"\n{_machine()}; {build} build of commit {_commit()}; {_load_average()}")
    failed = f" ({measured.failed} more did not count)" if measured.failed else ""
    print(f"medians of {rounds - measured.failed} rounds{failed}, {time.monotonic() - began:.0f} s in all\n")
    print(bench_rows.table(rows))
    print(f"\nwhere the write pause goes, medians in ms: {_parts(measured.samples.cut_steps, INSIDE_PAUSE)}")
    print(f"one call from agent to agent, just before the pause, ms: {_parts(measured.samples.cut_steps, BEFORE_PAUSE)}")
    print(f"where the work gap goes, medians in s: {_parts(measured.samples.phases, INSIDE_GAP)}")
    if measured.size:
        print(f"\nwhat fills {measured.product.agent.name}, in MB:")
        print("\n".join(f"  {name:<44}{size:>6.2f}" for name, size in measured.size))
    missed = [row.name for row in rows if not row.ok]
    print(f"\n{len(rows) - len(missed)} of {len(rows)} within their targets"
          f"{': not ' + '; '.join(missed) if missed else ''}     ({RESULT})")
    return 0


def _parts(moves: list[dict[str, float]], names: tuple[str, ...]) -> str:
    """The medians of these parts, in their order."""
    return ", ".join(f"{name} {statistics.median(move.get(name, 0) for move in moves):.2f}" for name in names)


def _machine() -> str:
    """The machine that was measured on."""
    cpu = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores of {cpu}, Linux {platform.release()}"


def _load_average() -> str:
    return f"load average {os.getloadavg()[0]:.1f}"


def _commit() -> str:
    """The commit, with a plus where the work tree differs."""
    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", str(REPOSITORY), *words], capture_output=True, text=True).stdout.strip()
    return (git("rev-parse", "--short=12", "HEAD") or "unknown") + ("+" if git("status", "--porcelain") else "")
