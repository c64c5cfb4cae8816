"""The scripted runbook loses jobs, and the oracle says so. Needs a running lab: CUTOVER_LAB_PREFIX names it."""
import os
import unittest

from cutover_lab import load, report, reset, runbook, status
from cutover_lab.settings import Lab

PREFIX = os.environ.get("CUTOVER_LAB_PREFIX")


@unittest.skipUnless(PREFIX, "needs a running lab: set CUTOVER_LAB_PREFIX")
class TheRunbook(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(PREFIX)
        reset.reset(self.lab, status.description(self.lab).get("debug_redis", False), print)

    def test_it_strands_jobs_and_leaves_two_writers(self):
        load.start(self.lab, 50, 0.05, 120)
        load.add(self.lab, 3000)
        self.assertEqual(report.run(self.lab, "vps-01").findings, [], "the oracle finds nothing before the runbook")

        runbook.perform(self.lab, lambda text: None)
        load.stop(self.lab)

        judgement = report.run(self.lab, "vps", wait_drained=10)
        kinds = {finding["kind"] for finding in judgement.findings}
        self.assertIn("stranded", kinds)
        self.assertIn("split", kinds)
        self.assertGreater(judgement.numbers["jobs_lost"], 0)
        self.assertEqual(judgement.numbers["writers"], 2)

    def tearDown(self):
        load.stop(self.lab)


if __name__ == "__main__":
    unittest.main()
