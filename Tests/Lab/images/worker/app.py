"""The App of the lab: an HTTP server whose trigger adds a job, and the producer of the load.

The load's rate lies in a file on the ledger's volume, so that it goes on when the App is deployed again.
"""
import asyncio
import json
import os
import signal
import time
from urllib.parse import parse_qs, urlsplit

from ledger import Ledger
from producer import Producer, keep_rate

CONTROL = os.environ.get("CONTROL", "/ledger/control.json")
PORT = 3002


class Control:
    """The wanted rate, as the file says now."""

    def __init__(self):
        self.stamp = None
        self.value = {}

    def __call__(self) -> tuple[float, float, bool]:
        try:
            stamp = os.stat(CONTROL).st_mtime_ns
            if stamp != self.stamp:
                with open(CONTROL) as file:
                    self.value = json.load(file)
                self.stamp = stamp
        except (OSError, ValueError):
            self.value, self.stamp = {}, None
        if self.value.get("until") and time.time() > self.value["until"]:
            return 0, 0, False
        return (float(self.value.get("rate", 0)), float(self.value.get("delayed_share", 0)),
                bool(self.value.get("defaults", False)))


class Server:
    """A few lines of HTTP/1.1; a connection serves one request."""

    def __init__(self, producer: Producer):
        self.producer = producer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            method, target, _ = (await reader.readline()).decode().split(" ", 2)
            while (await reader.readline()).strip():
                pass
            status, body = await self.answer(method, urlsplit(target))
            text = json.dumps(body)
            writer.write(f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n"
                         f"Connection: close\r\n\r\n{text}".encode())
            await writer.drain()
        except (ValueError, OSError):
            pass
        finally:
            writer.close()

    async def answer(self, method: str, url) -> tuple[str, dict]:
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if (method, url.path) == ("POST", "/api/regulatory/trigger"):
            outcome, detail = await self.producer.add("scheduled")
            if outcome == "add":
                return "202 Accepted", {"queued": True, "queue": "scheduled", "job": detail}
            return "503 Service Unavailable", {"queued": False, "error": detail}
        if (method, url.path) == ("POST", "/lab/add"):
            return "200 OK", await self.producer.add_many(int(query["n"]))
        if (method, url.path) == ("GET", "/lab/status"):
            return "200 OK", {**self.producer.counts, "in_flight": len(self.producer.in_flight)}
        if (method, url.path) == ("GET", "/health"):
            return "200 OK", {"ok": True}
        return "404 Not Found", {"error": f"no {method} {url.path}"}


async def main() -> None:
    producer = Producer(os.environ["REDIS_URL"], Ledger())
    server = await asyncio.start_server(Server(producer).serve, "0.0.0.0", PORT)
    print(f"App listening on {PORT}", flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    load = asyncio.create_task(keep_rate(producer, Control()))
    await asyncio.wait([load, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    load.cancel()
    server.close()
    if producer.in_flight:
        await asyncio.wait(producer.in_flight, timeout=6)


asyncio.run(main())
