"""The ledger is read whole: every line is an event or is reported."""
import unittest

from cutover_lab.ledger import parse


class ReadingTheLedger(unittest.TestCase):
    def test_an_acknowledged_add_keeps_the_time_of_its_try(self):
        ledger = parse("try a ocr 1500 10.0\nadd a ocr 1500 10.2 7\n")
        add = ledger.acknowledged()["a"]
        self.assertEqual((add.queue, add.delay_ms, add.tried, add.ended, add.job), ("ocr", 1500, 10.0, 10.2, "7"))

    def test_a_failed_add_is_not_acknowledged(self):
        ledger = parse("try a ocr 0 10.0\nfail a READONLY_You_can't 10.1\n")
        self.assertEqual(ledger.acknowledged(), {})
        self.assertEqual(ledger.count("fail"), 1)

    def test_a_try_without_an_end_stays_a_try(self):
        self.assertEqual(parse("try a ocr 0 10.0\n").count("try"), 1)

    def test_an_unknown_outcome_is_counted(self):
        self.assertEqual(parse("try a ocr 0 10.0\nunknown a Timeout 15.0\n").count("unknown"), 1)

    def test_executions_are_collected_by_uid(self):
        ledger = parse("start a w1 11.0 h 7 ocr\ndone a w1 11.1 h 7 ocr\ndone a w2 12.0 h 7 ocr\n")
        self.assertEqual([event.worker for event in ledger.dones["a"]], ["w1", "w2"])
        self.assertEqual(len(ledger.starts["a"]), 1)

    def test_loads_have_a_start_and_a_stop(self):
        ledger = parse("load start 5.0 50.0\nload stop 9.0\nload start 20.0 50.0\n")
        self.assertEqual(ledger.loads, [(5.0, 9.0), (20.0, None)])

    def test_a_torn_line_is_kept_as_torn(self):
        self.assertEqual(parse("try a ocr 0 10.0\nadd a oc").torn, ["add a oc"])


if __name__ == "__main__":
    unittest.main()
