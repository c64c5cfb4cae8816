"""The oracle finds each way in which a cutover can go wrong, and nothing where nothing is wrong."""
import unittest

from cutover_lab.ledger import parse
from cutover_lab.oracle import Facts, Side, WorkerState, choose_holder, judge, work_gap, writers


def lines(*events: str) -> str:
    return "".join(event + "\n" for event in events)


def added(uid: str, time: float = 10.0, delay: int = 0, queue: str = "ocr") -> str:
    return lines(f"try {uid} {queue} {delay} {time}", f"add {uid} {queue} {delay} {time + 0.01} job-{uid}").rstrip()


def done(uid: str, time: float = 11.0, worker: str = "w1", queue: str = "ocr") -> str:
    return lines(f"start {uid} {worker} {time - 0.03} h job-{uid} {queue}",
                 f"done {uid} {worker} {time} h job-{uid} {queue}").rstrip()


def facts(*events: str, old: Side | None = None, new: Side | None = None, workers=None, reruns=()) -> Facts:
    """After a good cutover: the old Redis follows the new one, which holds the pen, and the workers are there."""
    sides = {"vps-01": old or Side("slave", False, 100), "vps": new or Side("master", True, 100)}
    workers = workers or [WorkerState("fiskai-worker-ocr", True, "vps", "100.120.14.126")]
    return Facts(parse(lines(*events)), sides, workers, "vps", cutoff=1000.0, now=1000.0, declared_reruns=set(reruns))


def kinds(given: Facts) -> list[str]:
    return [finding["kind"] for finding in judge(given).findings]


class AGoodRun(unittest.TestCase):
    def test_done_and_waiting_jobs_are_clean(self):
        given = facts(added("a"), done("a"), added("b"), new=Side("master", True, 9, jobs={"b": "wait"}))
        judgement = judge(given)
        self.assertEqual(judgement.findings, [])
        self.assertTrue(judgement.clean)
        numbers = judgement.numbers
        self.assertEqual((numbers["jobs_added"], numbers["jobs_done"], numbers["jobs_remaining"]), (2, 1, 1))
        self.assertEqual((numbers["jobs_lost"], numbers["jobs_twice"], numbers["writers"]), (0, 0, 1))

    def test_every_pending_state_counts_as_there(self):
        states = ("wait", "active", "delayed", "prioritized", "paused")
        given = facts(*(added(state) for state in states), new=Side("master", True, 9, jobs={s: s for s in states}))
        self.assertEqual(kinds(given), [])

    def test_an_add_that_failed_loudly_is_counted_but_no_loss(self):
        given = facts("try a ocr 0 10.0", "fail a READONLY 10.1")
        self.assertEqual(kinds(given), [])
        self.assertEqual(judge(given).numbers["adds_failed"], 1)

    def test_an_unknown_add_may_be_there_or_not(self):
        given = facts("try a ocr 0 10.0", "unknown a Timeout 15.0",
                      "try b ocr 0 10.0", "unknown b Timeout 15.0", done("b"))
        self.assertEqual(kinds(given), [])
        self.assertEqual(judge(given).numbers["adds_unknown"], 2)

    def test_an_add_acknowledged_after_redis_was_read_is_not_judged(self):
        given = facts(added("late", time=999.999))
        self.assertEqual(kinds(given), [])

    def test_a_new_empty_redis_beside_the_old_one_is_no_second_writer(self):
        sides = {"vps-01": Side("master", True, 100), "vps": Side("master", True, 0)}
        self.assertEqual(writers(sides), ["vps-01"])

    def test_the_old_redis_may_be_stopped(self):
        given = facts(added("a"), done("a"))
        del given.sides["vps-01"]
        self.assertEqual(kinds(given), [])


class Losses(unittest.TestCase):
    def test_a_job_that_is_nowhere_is_lost(self):
        given = facts(added("a"), added("b"), done("b"))
        self.assertEqual(kinds(given), ["lost"])
        self.assertEqual(judge(given).numbers["jobs_lost"], 1)
        self.assertEqual(judge(given).findings[0]["examples"], ["a"])

    def test_a_job_only_on_the_old_redis_is_stranded(self):
        given = facts(added("a"), old=Side("slave", False, 9, jobs={"a": "wait"}))
        self.assertEqual(kinds(given), ["stranded"])
        self.assertEqual(judge(given).numbers["jobs_lost"], 1)

    def test_a_delayed_job_that_is_gone_is_lost(self):
        self.assertEqual(kinds(facts(added("a", delay=5000))), ["lost"])

    def test_a_job_that_failed_without_ever_being_done_is_found(self):
        given = facts(added("a"), new=Side("master", True, 9, failed={"a"}))
        self.assertEqual(kinds(given), ["failed"])

    def test_an_id_without_its_job_is_found(self):
        self.assertEqual(kinds(facts(new=Side("master", True, 9, dangling=3))), ["dangling"])

    def test_a_stopped_holder_has_lost_what_is_not_done(self):
        given = facts(added("a"))
        del given.sides["vps"]
        self.assertIn("lost", kinds(given))


class Repetitions(unittest.TestCase):
    def test_a_job_done_twice_is_found(self):
        given = facts(added("a"), done("a"), done("a", 12.0, "w2"))
        self.assertEqual(kinds(given), ["twice"])
        self.assertEqual(judge(given).numbers["jobs_twice"], 1)

    def test_a_re_run_declared_by_uid_is_allowed(self):
        self.assertEqual(kinds(facts(added("a"), done("a"), done("a", 12.0), reruns=["a"])), [])

    def test_a_re_run_declared_by_queue_and_job_is_allowed(self):
        self.assertEqual(kinds(facts(added("a"), done("a"), done("a", 12.0), reruns=["ocr:job-a"])), [])

    def test_a_declaration_covers_only_its_own_job(self):
        given = facts(added("a"), done("a"), done("a", 12.0), added("b"), done("b"), done("b", 12.0), reruns=["a"])
        self.assertEqual(judge(given).findings[0]["examples"], ["b"])


class Delays(unittest.TestCase):
    def test_a_delayed_job_before_its_time_is_found(self):
        given = facts(added("a", 10.0, delay=5000), done("a", 14.0))
        self.assertEqual(kinds(given), ["early"])

    def test_a_delayed_job_at_its_time_is_right(self):
        self.assertEqual(kinds(facts(added("a", 10.0, delay=5000), done("a", 15.04))), [])


class Truth(unittest.TestCase):
    def test_an_add_that_was_called_failed_but_ran_is_found(self):
        self.assertEqual(kinds(facts("try a ocr 0 10.0", "fail a READONLY 10.1", done("a"))), ["failed-but-added"])

    def test_a_job_from_nowhere_is_found(self):
        self.assertEqual(kinds(facts(done("ghost"))), ["stranger"])

    def test_a_line_that_is_not_understood_is_found(self):
        self.assertEqual(kinds(facts("add a")), ["ledger"])


class Sides(unittest.TestCase):
    def test_two_writable_redis_are_split(self):
        given = facts(added("a"), done("a"), old=Side("master", True, 50))
        self.assertEqual(kinds(given), ["split"])
        self.assertEqual(judge(given).numbers["writers"], 2)

    def test_no_writable_redis_is_found(self):
        self.assertEqual(kinds(facts(new=Side("slave", False, 9))), ["no-writer"])

    def test_a_writable_replica_is_a_writer_whatever_its_role_says(self):
        self.assertEqual(kinds(facts(old=Side("slave", True, 50))), ["split"])

    def test_the_wrong_writer_is_found(self):
        given = facts(old=Side("master", True, 9), new=Side("slave", False, 9))
        self.assertIn("wrong-writer", kinds(given))

    def test_workers_that_still_wait_at_the_old_redis_are_found(self):
        self.assertEqual(kinds(facts(old=Side("slave", False, 9, waiting_clients=["172.27.0.4:5"]))), ["stragglers"])

    def test_a_worker_that_still_names_the_old_redis_is_found(self):
        workers = [WorkerState("w1", True, "vps"), WorkerState("w2", True, "vps-01", "fiskai-redis")]
        self.assertEqual(kinds(facts(workers=workers)), ["wrong-side"])

    def test_a_stopped_worker_is_found(self):
        workers = [WorkerState("w1", True, "vps"), WorkerState("w2", False, "vps")]
        self.assertEqual(kinds(facts(workers=workers)), ["stopped"])

    def test_the_holder_is_the_only_writer_else_where_the_workers_are(self):
        one = {"vps-01": Side("slave", False, 9), "vps": Side("master", True, 9)}
        self.assertEqual(choose_holder(one, []), "vps")
        both = {"vps-01": Side("master", True, 9), "vps": Side("master", True, 9)}
        self.assertEqual(choose_holder(both, [WorkerState("w", True, "vps")]), "vps")


class WorkGap(unittest.TestCase):
    def test_the_longest_time_without_a_completed_job_counts(self):
        ledger = parse(lines("load start 10 50", done("a", 10.5), done("b", 13.5), done("c", 14.0), "load stop 15"))
        self.assertEqual(work_gap(ledger, 99), (3.0, 10.5))

    def test_time_without_load_does_not_count(self):
        ledger = parse(lines("load start 10 50", done("a", 11), "load stop 12",
                             "load start 50 50", done("b", 51), "load stop 52"))
        self.assertEqual(work_gap(ledger, 99)[0], 1.0)

    def test_a_load_that_still_runs_counts_until_now(self):
        self.assertEqual(work_gap(parse(lines("load start 10 50", done("a", 11))), 16)[0], 5.0)

    def test_without_load_there_is_no_gap(self):
        self.assertEqual(work_gap(parse(""), 99), (None, None))


if __name__ == "__main__":
    unittest.main()
