"""The fleet at a glance."""
import json

from . import case


@case("status shows hosts, Redis, workers and queues within 80 columns, and ends with 0")
def whole(context):
    context.reset(backlog=20)
    output = context.coordinator("status")
    for word in ("vps-01", "vps", "fiskai-redis", "worker", "7.0.15"):
        assert word in output, f"no {word} in status"
    assert max(len(line) for line in output.splitlines()) <= 80


@case("status --json is one object with every host")
def as_json(context):
    report = json.loads(context.coordinator("status", "--json"))
    assert {host["host"] for host in report["hosts"]} == {"vps-01", "vps"}, report["hosts"]


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
