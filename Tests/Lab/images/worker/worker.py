"""A FiskAI worker of the lab: a real BullMQ worker whose jobs take 10 to 50 ms and are written to the ledger."""
import asyncio
import os
import random
import signal
import sys
from urllib.parse import unquote, urlsplit

from bullmq import Worker
from ledger import Ledger, now

NAME = os.environ.get("WORKER_NAME", "worker")
QUEUES = os.environ["QUEUES"].split(",")
URL = os.environ["REDIS_URL"]
CONCURRENCY = int(os.environ.get("CONCURRENCY", "8"))


# redis-py gives up on an answer after 5 s by default, just when BullMQ's blocking wait of 5 s (10 s at most) ends.
ANSWER_SECONDS = 15


def connection_of(url: str) -> dict:
    parts = urlsplit(url)
    return {"host": parts.hostname, "port": parts.port or 6379, "db": int(parts.path.strip("/") or 0),
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": 5}


def report(error, *_) -> None:
    print(f"worker error: {type(error).__name__}: {error}", file=sys.stderr, flush=True)


async def close(worker: Worker) -> None:
    """Ends every job that was fetched, then closes, as BullMQ for Node does.

    `close()` of the Python client (3.4.4) alone leaves jobs active that it fetched while it was closing, and
    sometimes a job that is done but not marked so, which is then done again.
    """
    worker.opts["concurrency"] = 0
    while len(worker.processing) > (1 if worker.waiting and not worker.waiting.done() else 0):
        await asyncio.sleep(0.002)
    await worker.close()


async def main() -> None:
    ledger = Ledger()
    host = urlsplit(URL).hostname

    async def work(job, token):
        uid = job.data["uid"] if isinstance(job.data, dict) and "uid" in job.data else f"?{job.id}"
        ledger.write(("start", uid, NAME, now(), host, job.id, job.queue.name))
        await asyncio.sleep(random.randint(10, 50) / 1000)
        ledger.write(("done", uid, NAME, now(), host, job.id, job.queue.name))
        return uid

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    options = {"connection": connection_of(URL), "concurrency": CONCURRENCY, "name": NAME,
               "removeOnComplete": {"count": 100}, "runRetryDelay": 1000}
    workers = [Worker(queue, work, options) for queue in QUEUES]
    for worker in workers:
        worker.on("error", report)
        worker.on("failed", lambda job, error, *_: report(error))
        await worker.client.ping()
    print(f"Worker started: {NAME} on {','.join(QUEUES)}", flush=True)
    await stop.wait()
    print("Worker stopping", flush=True)
    await asyncio.gather(*(close(worker) for worker in workers))
    print("Worker stopped", flush=True)


asyncio.run(main())
