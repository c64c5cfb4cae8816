"""The fleet at a glance."""
import json
import os
import pty
import re
import struct
import subprocess
import termios
from fcntl import ioctl

from . import case


def on_terminal(product, columns: int) -> str:
    """What a person sees on a terminal of this width, without the colours."""
    leader, follower = pty.openpty()
    ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    words = product.command("status", "--fleet", str(product.fleet), "--quiet")
    ended = subprocess.run(words, env=product.environment(), stdin=follower, stdout=follower, stderr=follower, timeout=60)
    os.close(follower)
    text = b""
    try:
        while part := os.read(leader, 65536):
            text += part
    except OSError:
        # Linux says EIO when the last writer has gone.
        pass
    os.close(leader)
    assert ended.returncode == 0, text.decode(errors="replace")
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text.decode(errors="replace")).replace("\r\n", "\n")


@case("status shows hosts, Redis, workers and queues within 80 columns, and ends with 0")
def whole(context):
    context.reset(backlog=20)
    output = on_terminal(context.product, 80)
    for word in ("vps-01", "vps", "fiskai-redis", "worker", "7.0.15"):
        assert word in output, f"no {word} in status"
    wide = [line for line in output.splitlines() if len(line) > 80]
    assert not wide, wide


@case("status --json is one object with every host")
def as_json(context):
    ended = context.product.run("status", "--json")
    assert ended.returncode == 0 and len(ended.stdout.splitlines()) == 1
    report = json.loads(ended.stdout)
    assert {host["id"] for host in report["hosts"]} == {"vps-01", "vps"}, report["hosts"]


@case("one unreachable host is an alarm, does not delay the other, and ends with 5")
def degraded(context):
    from cutover_lab import network

    network.cut(context.lab, "laptop", "vps")
    try:
        output = context.coordinator("status", status=5, timeout=20)
        assert "vps-01" in output and "7.0.15" in output
    finally:
        network.mend(context.lab, "laptop", "vps")
    context.coordinator("status")
