"""The parts of the collector that need no lab."""
import unittest

from cutover_lab.collector import blocked_clients, side_of, uid_of
from cutover_lab.redis_client import encode
from cutover_lab.settings import Lab
from cutover_lab.errors import LabError


class Collecting(unittest.TestCase):
    def test_only_clients_in_a_blocking_command_wait_for_jobs(self):
        listing = ("id=1 addr=172.27.0.4:1 name= flags=b cmd=bzpopmin\n"
                   "id=2 addr=172.27.0.5:2 name=bull:b2Ny flags=N cmd=evalsha\n")
        self.assertEqual(blocked_clients(listing), ["172.27.0.4:1"])

    def test_a_host_in_a_url_names_a_side(self):
        self.assertEqual([side_of(host) for host in ("fiskai-redis", "100.120.14.126", "elsewhere", "")],
                         ["vps-01", "vps", None, None])

    def test_a_job_that_is_not_ours_has_no_uid(self):
        self.assertEqual([uid_of(text) for text in ('{"uid": "a"}', "{}", "no json", None)], ["a", None, None, None])

    def test_a_command_is_encoded_by_bytes(self):
        self.assertEqual(encode(("SET", "ä", 1)), b"*3\r\n$3\r\nSET\r\n$2\r\n\xc3\xa4\r\n$1\r\n1\r\n")

    def test_a_prefix_that_could_leave_its_folder_is_refused(self):
        for prefix in ("", "../x", "a b", "UP", "a" * 21):
            with self.assertRaises(LabError):
                Lab(prefix)


if __name__ == "__main__":
    unittest.main()
