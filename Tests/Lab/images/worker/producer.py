"""Adds jobs with BullMQ and writes what became of each add to the ledger.

`try` is written before the command is sent, then one of `add` (acknowledged), `fail` (certainly not added) or
`unknown` (sent, no answer). An add is never repeated with the same uid.
"""
import asyncio
import itertools
import random
import time
import uuid

import redis.asyncio as redis
from bullmq import Queue
from ledger import Ledger, now, word
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (AuthenticationError, BusyLoadingError, ConnectionError, MaxConnectionsError,
                              ResponseError, TimeoutError)

QUEUES = ("orchestrator", "sentinel", "extractor", "ocr", "composer", "reviewer")
ANSWER_SECONDS = 5
BULK = 500
LONGEST_DELAY_MS = 8000


class Producer:
    """One client of Redis without hidden repetitions, one as the library makes it, and the adds that are in flight."""

    def __init__(self, url: str, ledger: Ledger):
        self.ledger = ledger
        self.client = redis.from_url(
            url, decode_responses=True, retry=Retry(NoBackoff(), 0), retry_on_error=[], max_connections=256,
            socket_connect_timeout=2, socket_timeout=ANSWER_SECONDS)
        self.queues = {name: Queue(name, {"connection": self.client}) for name in (*QUEUES, "scheduled")}
        # An add of this one is repeated by the client itself when its connection ends: what an App with default settings
        # never notices, this one does not either.
        self.default_client = redis.from_url(url, decode_responses=True)
        self.default_queues = {name: Queue(name, {"connection": self.default_client}) for name in QUEUES}
        # Each run of the program has its own first part, so that uids are unique over restarts.
        self.run = uuid.uuid4().hex[:8]
        self.numbers = itertools.count(1)
        self.order = itertools.cycle(QUEUES)
        self.in_flight: set[asyncio.Task] = set()
        self.counts = {"add": 0, "fail": 0, "unknown": 0}

    def uid(self) -> str:
        return f"{self.run}-{next(self.numbers)}"

    def spawn(self, delayed_share: float, defaults: bool = False) -> None:
        """Starts one add without waiting for it, so that a slow Redis does not slow the others."""
        delay = random.randint(1000, LONGEST_DELAY_MS) if random.random() < delayed_share else 0
        task = asyncio.create_task(self.add(next(self.order), delay, defaults))
        self.in_flight.add(task)
        task.add_done_callback(self.in_flight.discard)

    async def add(self, queue: str, delay: int = 0, defaults: bool = False) -> tuple[str, str]:
        """One job; returns what became of it and the job id or the reason."""
        uid = self.uid()
        self.ledger.write(("try", uid, queue, delay, now()))
        try:
            queues = self.default_queues if defaults else self.queues
            job = await queues[queue].add("job", {"uid": uid}, {"delay": delay} if delay else {})
        except Exception as error:
            outcome, detail = outcome_of(error), word(f"{type(error).__name__}: {error}")
            self.ledger.write((outcome, uid, detail, now()))
        else:
            outcome, detail = "add", str(job.id)
            self.ledger.write(("add", uid, queue, delay, now(), job.id))
        self.counts[outcome] += 1
        return outcome, detail

    async def add_many(self, count: int) -> dict[str, int]:
        """A backlog, quickly: transactions of many adds, each acknowledged as a whole."""
        counts = {"add": 0, "fail": 0, "unknown": 0}
        while count > 0:
            size = min(BULK, count)
            count -= size
            queue = next(self.order)
            uids = [self.uid() for _ in range(size)]
            self.ledger.write(*(("try", uid, queue, 0, now()) for uid in uids))
            try:
                jobs = await self.queues[queue].addBulk([{"name": "job", "data": {"uid": uid}} for uid in uids])
            except Exception as error:
                outcome = outcome_of(error)
                self.ledger.write(*((outcome, uid, word(f"{type(error).__name__}: {error}"), now()) for uid in uids))
            else:
                outcome = "add"
                self.ledger.write(*(("add", uid, queue, 0, now(), job.id) for uid, job in zip(uids, jobs)))
            self.counts[outcome] += size
            counts[outcome] += size
        return counts


def outcome_of(error: Exception) -> str:
    """Whether the add certainly did not happen (fail), or nobody can tell (unknown)."""
    if isinstance(error, (AuthenticationError, BusyLoadingError, MaxConnectionsError, ResponseError)):
        return "fail"
    text = str(error)
    never_sent = "connecting to" in text or "Name or service not known" in text or "name resolution" in text
    if isinstance(error, (ConnectionError, TimeoutError, OSError)) and never_sent:
        return "fail"
    return "unknown"


async def keep_rate(producer: Producer, control) -> None:
    """Adds at the rate that the control says, for ever; a late tick is caught up with, an overload is said."""
    next_time = time.monotonic()
    while True:
        rate, share, defaults = control()
        if rate <= 0:
            next_time = time.monotonic() + 0.05
            await asyncio.sleep(0.05)
            continue
        moment = time.monotonic()
        next_time = max(next_time, moment - 1)
        while next_time <= moment:
            next_time += 1 / rate
            if len(producer.in_flight) < 200:
                producer.spawn(share, defaults)
            else:
                producer.ledger.write(("fail", producer.uid(), "too_many_adds_in_flight", now()))
        await asyncio.sleep(max(0.0, next_time - time.monotonic()))
