"""What no move can be faster than on this machine: a round trip between the hosts, and one fsync on the host's disk."""
import os
import statistics
import subprocess
import time

from . import network
from .machine import Machine
from .settings import ADDRESSES, SOURCE, TARGET, Lab

ROUNDS = 300
SYNCS = 40
# A journal record is of about this size.
RECORD = b"x" * 200 + b"\n"

SERVER = """
import socket, sys
listener = socket.create_server((sys.argv[1], 0))
print(listener.getsockname()[1], flush=True)
end = listener.accept()[0]
end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
while data := end.recv(64):
    end.sendall(data)
"""
CLIENT = f"""
import socket, statistics, sys, time
end = socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)
end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
times = []
for _ in range({ROUNDS}):
    began = time.perf_counter()
    end.sendall(b"x" * 32)
    end.recv(64)
    times.append(time.perf_counter() - began)
print(statistics.median(times) * 1000)
"""


def round_trip_ms(lab: Lab) -> float:
    """The median TCP round trip from vps-01 to vps."""
    words = network.inside(lab, TARGET, ["python3", "-c", SERVER, ADDRESSES[TARGET]])
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        port = server.stdout.readline().strip()
        words = network.inside(lab, SOURCE, ["python3", "-c", CLIENT, ADDRESSES[TARGET], port])
        return float(subprocess.run(words, capture_output=True, text=True, check=True, timeout=30).stdout)


def sync_ms(lab: Lab) -> float:
    """The median of fdatasync after a short append where the agents keep their records; of the slower host."""
    return max(_sync_ms(Machine(lab, host)) for host in (SOURCE, TARGET))


def _sync_ms(machine: Machine) -> float:
    path = machine.root / "var/lib/cutover/bench-sync"
    times = []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(SYNCS):
            os.write(descriptor, RECORD)
            began = time.perf_counter()
            os.fdatasync(descriptor)
            times.append(time.perf_counter() - began)
    finally:
        os.close(descriptor)
        path.unlink()
    return statistics.median(times) * 1000


def floor_ms(lab: Lab) -> dict[str, float]:
    """The parts of the write pause's budget, measured now."""
    return {"round_trip_ms": round_trip_ms(lab), "sync_ms": sync_ms(lab)}


def budget_ms(round_trip: float, sync: float) -> float:
    """The design's budget of the write pause: 2 ms, four round trips, one fsync."""
    return 2 + 4 * round_trip + sync
