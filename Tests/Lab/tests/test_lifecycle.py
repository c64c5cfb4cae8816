"""A lab comes up after whatever was killed, and leaves nothing behind. Makes labs of its own; needs root.

Slow (about a minute): run when CUTOVER_LAB_PREFIX is set, as for the other tests that need a lab.
"""
import os
import signal
import subprocess
import unittest
from pathlib import Path

from cutover_lab import load, network, report
from cutover_lab.machine import Machine
from cutover_lab.settings import HOSTS, LAB_SOURCE, SOURCE, Lab
from cutover_lab.shell import wait_until

PREFIX = "labkill"


@unittest.skipUnless(os.environ.get("CUTOVER_LAB_PREFIX"), "slow: set CUTOVER_LAB_PREFIX")
class Lifecycle(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PREFIX)
        self.program = [str(LAB_SOURCE / "lab")]
        self.addCleanup(self.call, "down")

    def call(self, *words: str) -> None:
        subprocess.run([*self.program, *words, "--prefix", PREFIX], check=True, stdout=subprocess.DEVNULL)

    def kill_up_once(self, condition) -> None:
        process = subprocess.Popen([*self.program, "up", "--prefix", PREFIX])
        wait_until(condition, 120, "the moment to kill", 0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def test_up_after_kills_at_three_moments_and_a_clean_end(self):
        self.call("down")
        machine = Machine(self.lab, SOURCE)
        self.kill_up_once(lambda: network.path(self.lab.namespace(SOURCE)).exists())
        self.kill_up_once(machine.is_running)
        self.kill_up_once(lambda: (machine.docker / "volumes" / "fiskai_ledger").exists())

        self.call("up")
        load.add(self.lab, 100)
        judgement = report.run(self.lab, wait_drained=20)
        self.assertEqual((judgement.findings, judgement.numbers["jobs_done"]), ([], 100))

        self.call("down")
        self.assertFalse(any(path.exists() for path in map(network.path, network.names(self.lab))))
        self.assertNotIn(str(self.lab.directory), Path("/proc/self/mounts").read_text())
        self.assertFalse(self.lab.directory.exists() or self.lab.output.exists())
        self.assertFalse(any(Machine(self.lab, host).is_running() for host in HOSTS))
        self.assertEqual(list(Path("/sys/fs/cgroup/systemd").glob(f"{PREFIX}-*")), [])


if __name__ == "__main__":
    unittest.main()
