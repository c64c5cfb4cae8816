"""A cut link drops everything between two ends, containers included, and nothing else. Needs a running lab."""
import os
import unittest

from cutover_lab import network
from cutover_lab.conditions import connects
from cutover_lab.machine import Machine
from cutover_lab.settings import ADDRESSES, LAPTOP, SOURCE, TARGET, Lab

PREFIX = os.environ.get("CUTOVER_LAB_PREFIX")


@unittest.skipUnless(PREFIX, "needs a running lab: set CUTOVER_LAB_PREFIX")
class Links(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PREFIX)
        self.addCleanup(lambda: [network.mend(self.lab, *ends) for ends in ((SOURCE, TARGET), (LAPTOP, TARGET))])

    def reaches(self, host: str, other: str) -> bool:
        ping = ["ping", "-c", "1", "-W", "1", ADDRESSES[other]]
        return Machine(self.lab, host).run(ping, check=False).returncode == 0

    def test_a_cut_between_the_hosts_leaves_the_laptop_connected(self):
        network.cut(self.lab, SOURCE, TARGET)
        self.assertTrue(network.is_cut(self.lab, TARGET, SOURCE))
        self.assertFalse(self.reaches(SOURCE, TARGET))
        self.assertFalse(self.reaches(TARGET, SOURCE))
        self.assertTrue(connects(self.lab, SOURCE, 22) and connects(self.lab, TARGET, 22))

        network.mend(self.lab, TARGET, SOURCE)
        self.assertTrue(self.reaches(SOURCE, TARGET))

    def test_a_cut_of_the_laptop_leaves_the_hosts_connected(self):
        network.cut(self.lab, LAPTOP, TARGET)
        self.assertFalse(connects(self.lab, TARGET, 22))
        self.assertTrue(connects(self.lab, SOURCE, 22))
        self.assertTrue(self.reaches(SOURCE, TARGET))

        network.mend(self.lab, LAPTOP, TARGET)
        self.assertTrue(connects(self.lab, TARGET, 22))

    def test_a_container_cannot_pass_a_cut_link(self):
        network.cut(self.lab, SOURCE, TARGET)
        connect = f"import socket; socket.create_connection(('{ADDRESSES[TARGET]}', 22), 1)"
        probe = ["docker", "exec", "fiskai-app", "python3", "-c", connect]
        self.assertNotEqual(Machine(self.lab, SOURCE).run(probe, check=False).returncode, 0)

        network.mend(self.lab, SOURCE, TARGET)
        Machine(self.lab, SOURCE).run(probe)


if __name__ == "__main__":
    unittest.main()
