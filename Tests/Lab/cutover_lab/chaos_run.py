"""One chaos case from its start to the judge's word."""
import json
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import chaos_deeds, fiskai, load, report, reset
from .chaos_case import END, HOOK, Chaos, Moment
from .collector import read_ledger, read_workers
from .errors import LabError
from .machine import Machine
from .product import Product
from .settings import HOSTS, SOURCE, TARGET, WORKER_QUEUES, Lab
from .shell import exclusive, wait_until

KEYS = 1000
BACKLOG = 300
RATE = 50
DROP_IN = "/etc/systemd/system/cutover-agent.service.d/chaos.conf"
# A run that has not ended so long after everything was mended hangs.
RUN_SECONDS = 60
# The bound, from the end of the run and of all that was broken.
WORKERS_SECONDS = 60
SIDES = {"succeeded": TARGET, "incomplete": TARGET, "failed, nothing changed": SOURCE, "taken back": SOURCE}


@dataclass
class Row:
    """A line of `.lab/chaos.json`."""
    case: str
    outcome: str
    lost: int | None = None
    twice: int | None = None
    writers: int | None = None
    seconds: float = 0
    passed: bool = False
    side: str | None = None
    reruns: int = 0
    lease: int = 0
    # From the coordinator's death to the start of the last worker; none where no worker had been stopped.
    recovery: float | None = None
    # Why the case failed.
    why: str = ""
    # What the run itself said at its end.
    reasons: list[str] = field(default_factory=list)


class Events:
    """The lines of a run, as they come."""

    def __init__(self, process: subprocess.Popen):
        self.process = process
        self.lines: list[dict] = []
        self.changed = threading.Condition()
        self.wanted: Moment | None = None
        self.met: dict | None = None
        self.freeze = False
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        for text in self.process.stdout:
            try:
                line = json.loads(text)
            except ValueError:
                line = {"event": "text", "observed": text.strip()}
            with self.changed:
                self.lines.append(line)
                if self.wanted and self.met is None and self.wanted.is_in(line):
                    self.met = line
                    if self.freeze:
                        stop(self.process)
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, moment: Moment, freeze: bool, seconds: float) -> None:
        """Until a line of this moment; the coordinator stands still from then on, if it shall."""
        with self.changed:
            self.wanted, self.met, self.freeze = moment, None, freeze
            for line in self.lines:
                if moment.is_in(line) and self.met is None:
                    self.met = line
                    if freeze:
                        stop(self.process)
            self.changed.wait_for(lambda: self.met is not None or not self.thread.is_alive(), seconds)
            if self.met is None:
                raise LabError(f"the run has no event {moment}; its last: {self.lines[-1:]}")

    @property
    def outcome(self) -> dict:
        return next((line for line in reversed(self.lines) if line.get("event") == "outcome"), {})


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGSTOP)


def go_on(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGCONT)


class ChaosRun:
    """What one case needs; `perform` is the whole of it."""

    def __init__(self, lab: Lab, chaos: Chaos):
        self.lab = lab
        self.chaos = chaos
        self.product = Product(lab, "debug")
        self.machines = {host: Machine(lab, host) for host in HOSTS}
        self.deeds = chaos_deeds.Deeds(lab, self.machines)
        self.row = Row(chaos.name, "none", lease=chaos.lease)
        self.errors = tempfile.TemporaryFile("w+")
        self.acted: list[tuple[float, float]] = []
        self.killed_at: float | None = None
        self.events: Events | None = None

    def perform(self) -> Row:
        began = time.monotonic()
        try:
            self._prepare()
            began = time.monotonic()
            self._run()
            self._settle()
            self._judge()
            if self.chaos.again:
                self._again()
            self.row.passed = True
        except (LabError, AssertionError, OSError, subprocess.SubprocessError) as error:
            self.row.why = str(error) or repr(error)
        finally:
            self.row.seconds = round(time.monotonic() - began, 1)
            self._tidy()
        return self.row

    # Before

    def _prepare(self) -> None:
        """The lab as after `up`, its agents with this case's faults."""
        chaos_deeds.take_disks_away(self.machines)
        for host, machine in self.machines.items():
            words = [f"CUTOVER_LEASE_SECONDS={self.chaos.lease}"]
            if host in self.chaos.hooks:
                words.append(f"CUTOVER_FAULT={self.chaos.hooks[host]}")
            machine.run(["mkdir", "-p", DROP_IN.rsplit("/", 1)[0]])
            machine.run(["tee", DROP_IN], input="[Service]\n" + "".join(f"Environment={word}\n" for word in words))
            machine.run(["systemctl", "daemon-reload"])
        reset.reset(self.lab, True, lambda text: None)
        if self.chaos.before:
            for machine in self.machines.values():
                machine.run(["systemctl", "stop", chaos_deeds.AGENT])
            for deed in self.chaos.before:
                self.deeds.do(deed)
            for machine in self.machines.values():
                machine.run(["systemctl", "start", chaos_deeds.AGENT])
        reset.fill(self.lab, KEYS, 0)
        load.start(self.lab, RATE, 0.05, None)
        load.add(self.lab, BACKLOG)
        if self.chaos.command == "rollback":
            ended = self._start("cutover")
            output = ended.communicate(timeout=120)[0]
            assert ended.returncode == 0, f"the cutover before the rollback ended with {ended.returncode}: {output[-300:]}"
            fiskai.wait_for_workers(self.machines[SOURCE], 60)

    def _start(self, command: str, *options: str, home: str = "state") -> subprocess.Popen:
        fleet = self.product.fleet
        if self.chaos.policy:
            lines = fleet.read_text().splitlines(keepends=True)
            fleet = fleet.with_name("fleet-chaos.yaml")
            fleet.write_text("".join(f"policy: {self.chaos.policy}\n" if line.startswith("policy:") else line
                                     for line in lines))
        if any(deed.startswith("small-disk") for deed in self.chaos.before) and command in ("cutover", "rollback"):
            # The checks would refuse such a disk, and nothing could run full on it.
            options = (*options, "--accept", "host.disk")
        words = self.product.command(command, "--fleet", str(fleet), "--yes", "--json", *options)
        environment = {**self.product.environment(), "CUTOVER_LEASE_SECONDS": str(self.chaos.lease),
                       "XDG_STATE_HOME": str(self.product.home / home)}
        return subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=self.errors, text=True)

    # The run

    def _run(self) -> None:
        process = self.deeds.run = self._start(self.chaos.command)
        self.deeds.start_other = lambda: self._start(self.chaos.command)
        self.deeds.start_elsewhere = lambda command, *options: self._start(command, *options, home="elsewhere")
        self.events = Events(process)
        for act in self.chaos.acts:
            self._act(act, process)
        last = time.monotonic()
        while process.poll() is None and time.monotonic() < last + self.chaos.mend_after:
            time.sleep(0.05)
        if process.returncode is not None and process.returncode < 0:
            # Its agents find out that it is gone before anything is mended.
            time.sleep(min(self.chaos.mend_after, self.chaos.lease + 1) if self.deeds.broken else 0)
        self.deeds.mend()
        try:
            process.wait(RUN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
            self.row.outcome = "hangs"
            raise LabError(f"the run did not end; its last events: {self.events.lines[-3:]}") from None
        self.events.thread.join(10)
        self._name_outcome(process.returncode)
        self._wait_for_others()

    def _wait_for_others(self) -> None:
        """What another laptop began ends too, and says how."""
        for other in self.deeds.others:
            try:
                output = other.communicate(timeout=RUN_SECONDS)[0]
            except subprocess.TimeoutExpired:
                raise LabError(f"{' '.join(other.args[-5:])} did not end") from None
            last = output.strip().splitlines()[-1:] or ["nothing"]
            self.row.reasons.append(f"elsewhere, exit {other.returncode}: {last[0][:300]}")
            # Whoever comes in from another laptop ends the run, or is told that it is too late: he leaves no doubt.
            assert other.returncode in (0, 1, 3), f"elsewhere it ended with {other.returncode}: {last[0][:600]}"

    def _act(self, act, process: subprocess.Popen) -> None:
        if act.when == HOOK:
            # Seen from inside: a small disk is mounted there alone.
            marks = [Path(f"/proc/{machine.leader()}/root/var/lib/cutover/fault-met") for machine in self.machines.values()]
            wait_until(lambda: any(mark.exists() for mark in marks), 60, "the fault's point to be reached", 0.002)
        else:
            self.events.wait_for(act.when, act.freeze and act.when != END, 60)
        time.sleep(act.when.seconds)
        began = time.time()
        try:
            self.deeds.do(act.deed)
        finally:
            self.acted.append((began, time.time()))
            if "kill-coordinator" in act.deed:
                self.killed_at = began
            elif process.poll() is None and "sleep-coordinator" not in act.deed:
                go_on(process)

    def _name_outcome(self, code: int) -> None:
        outcome = self.events.outcome.get("outcome")
        self.row.outcome = "killed" if code < 0 else outcome or f"exit {code}"
        self.row.reasons = [str(reason) for reason in self.events.outcome.get("reasons") or []]
        assert code < 0 or code in (0, 1, 3, 4, 6), f"the run ended with {code}: {self._words()}"
        if self.chaos.ends:
            assert self.row.outcome in self.chaos.ends, (
                f"it ended {self.row.outcome}, not {' or '.join(sorted(self.chaos.ends))}: {self._words()}")

    def _words(self) -> str:
        """The last that the run said."""
        self.errors.seek(0)
        reasons = [line.get("observed") for line in (self.events.lines if self.events else []) if line.get("event") in
                   ("step-failed", "undoing", "asking", "not-undone")]
        return f"{reasons[-3:]} {self.errors.read()[-400:]}".strip()

    # After

    def _settle(self) -> None:
        """Until workers run on exactly one side and nothing changes any more."""
        settle = self.chaos.settle + (self.chaos.lease if self.row.outcome == "killed" else 0)
        deadline = time.monotonic() + WORKERS_SECONDS
        whole: tuple[str, float] | None = None
        while True:
            side = self._side()
            if side is None or (whole and whole[0] != side):
                whole = None
            if side and whole is None:
                whole = (side, time.monotonic())
            if whole and time.monotonic() >= whole[1] + settle:
                break
            assert time.monotonic() < deadline, f"workers do not run on one side: {self._where()} {self._words()}"
            time.sleep(0.1)
        self.row.side = side
        stopped = any(line.get("event") == "stopping" for line in self.events.lines)
        if self.killed_at and stopped:
            self.row.recovery = round(time.time() - (time.monotonic() - whole[1]) - self.killed_at, 1)
        expected = SIDES.get(self.row.outcome)
        if expected and self.chaos.command == "rollback":
            expected = TARGET if expected == SOURCE else SOURCE
        assert expected in (None, side), f"the run ended {self.row.outcome}, and workers run on {side}"

    def _side(self) -> str | None:
        try:
            workers = [worker for worker in read_workers(self.lab) if worker.running]
        except (LabError, OSError):
            return None
        sides = {worker.side for worker in workers}
        return sides.pop() if len(workers) == len(WORKER_QUEUES) and len(sides) == 1 else None

    def _app_answers(self) -> bool:
        try:
            return load.request(self.lab, "GET", "/health", timeout=5)[0] == 200
        except LabError:
            return False

    def _where(self) -> str:
        try:
            return ", ".join(f"{worker.name.removeprefix('fiskai-worker-')}={worker.side if worker.running else 'stopped'}"
                             for worker in read_workers(self.lab))
        except (LabError, OSError) as error:
            return str(error)

    def _judge(self) -> None:
        wait_until(self._app_answers, 30, "the App to answer", 0.3)
        load.stop(self.lab)
        reruns = self._in_hand() if self.chaos.reruns else set()
        judgement = report.run(self.lab, self.row.side, wait_drained=30, reruns=reruns)
        numbers = judgement.numbers
        self.row.lost, self.row.twice, self.row.writers = (
            numbers["jobs_lost"], numbers["jobs_twice"], numbers["writers"])
        dones = read_ledger(self.lab).dones
        self.row.reruns = sum(len(dones[uid]) > 1 for uid in reruns if uid in dones)
        assert judgement.clean, "; ".join(f"{found['kind']}: {found['text']}" for found in judgement.findings)
        assert numbers["writers"] == 1, f"{numbers['writers']} Redis accept writes"

    def _in_hand(self) -> set[str]:
        """The jobs that a worker had begun and not ended, or had just ended, when something was killed: their end may not
        have reached Redis."""
        ledger = read_ledger(self.lab)
        began, ended = min(act[0] for act in self.acted) - 1, max(act[1] for act in self.acted) + 1
        return {uid for uid, events in ledger.starts.items()
                if events[0].time <= ended and min((done.time for done in ledger.dones.get(uid, [])), default=ended) >= began}

    def _again(self) -> None:
        """A run back, or the same once more, succeeds."""
        fiskai.wait_for_workers(self.machines[SOURCE], 60)
        command = "rollback" if self.row.side == TARGET else "cutover"
        ended = self._start(command)
        output = ended.communicate(timeout=120)[0]
        assert ended.returncode == 0, f"the next {command} ended with {ended.returncode}: {output[-400:]}"
        judgement = report.run(self.lab, SOURCE if command == "rollback" else TARGET, wait_drained=30,
                               reruns=self._in_hand() if self.chaos.reruns else set())
        assert judgement.clean, f"after the next {command}: {judgement.findings}"

    def _tidy(self) -> None:
        """Leaves a lab that the next case can reset, whatever this one left."""
        for process in (self.deeds.run, *self.deeds.others):
            if process and process.poll() is None:
                process.kill()
                process.wait(10)
        for step in (self.deeds.mend, lambda: load.stop(self.lab), self._whole):
            try:
                step()
            except (LabError, OSError):
                # The next case's reset finds the same, and says it.
                pass
        self.errors.close()

    def _whole(self) -> None:
        for machine in self.machines.values():
            machine.run(["systemctl", "kill", "-s", "CONT", chaos_deeds.AGENT], check=False)
            machine.run(["rm", "-f", DROP_IN], check=False)

    def last_words(self) -> list[str]:
        """What the person who reads a failure wants to see first."""
        lines = [json.dumps(line, sort_keys=True) for line in (self.events.lines if self.events else [])[-8:]]
        for host, machine in self.machines.items():
            if machine.is_running():
                log = machine.run(["journalctl", "-u", "cutover-agent", "-n", "10", "--no-pager", "-o", "cat"], check=False)
                lines += [f"{host}: {line}" for line in log.stdout.splitlines()]
        return [line[:300] for line in lines]


def passed(file: Path) -> set[str]:
    """The cases whose last run has passed."""
    try:
        return {row["case"] for row in json.loads(file.read_text())["rows"] if row["passed"]}
    except (OSError, ValueError, KeyError):
        return set()


def write(file: Path, commit: str, row: Row) -> None:
    """Adds a row to `.lab/chaos.json`; cases that did not run this time keep the row of their last run."""
    with exclusive(file.with_suffix(".lock")):
        try:
            rows = {earlier["case"]: earlier for earlier in json.loads(file.read_text())["rows"]}
        except (OSError, ValueError, KeyError):
            rows = {}
        rows[row.case] = {**asdict(row), "commit": commit}
        new = file.with_suffix(".new")
        new.write_text(json.dumps({"commit": commit, "rows": list(rows.values())}, indent=1) + "\n")
        new.rename(file)
