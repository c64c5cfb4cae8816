"""Network namespaces for the laptop and the hosts, joined by a switch in a namespace of its own.

Nothing is created in the machine's own namespace, so deleting the namespaces removes everything.
"""
import os
from pathlib import Path

from .errors import LabError
from .settings import ADDRESSES, HOSTS, INTERFACE, LAPTOP, MTU, PREFIX_LENGTH, Lab
from .shell import run, wait_until

SWITCH = "switch"


def names(lab: Lab) -> list[str]:
    return [lab.namespace(name) for name in (SWITCH, LAPTOP, *HOSTS, "build")]


def path(namespace: str) -> Path:
    return Path("/run/netns") / namespace


def create(namespace: str) -> None:
    run(["ip", "netns", "add", namespace])
    run(["ip", "-n", namespace, "link", "set", "lo", "up"])


def create_all(lab: Lab) -> None:
    """The tailnet: every namespace has one interface with the runbook's address on one flat network."""
    switch = lab.namespace(SWITCH)
    create(switch)
    run(["ip", "-n", switch, "link", "add", "bridge", "type", "bridge"])
    run(["ip", "-n", switch, "link", "set", "bridge", "up"])
    for name, address in ADDRESSES.items():
        namespace = lab.namespace(name)
        create(namespace)
        run(["ip", "-n", switch, "link", "add", lab.port(name), "mtu", MTU, "type", "veth",
             "peer", "name", INTERFACE, "mtu", MTU, "netns", namespace])
        run(["ip", "-n", switch, "link", "set", lab.port(name), "master", "bridge", "up"])
        run(["ip", "-n", namespace, "address", "add", f"{address}/{PREFIX_LENGTH}", "dev", INTERFACE])
        run(["ip", "-n", namespace, "link", "set", INTERFACE, "up"])


def remove_all(lab: Lab) -> None:
    """Deletes the namespaces; whoever still runs in one must have ended before."""
    for namespace in names(lab):
        if path(namespace).exists():
            run(["ip", "netns", "delete", namespace], check=False)
            if path(namespace).exists():
                # A killed `ip netns add` leaves a plain file that is not a mount.
                path(namespace).unlink()
    wait_until(lambda: not any(path(namespace).exists() for namespace in names(lab)), 10, "namespaces to go")


def inside(lab: Lab, name: str, command: list[str]) -> list[str]:
    """The command with which a program of this machine runs in that namespace.

    `ip netns exec` would remount /sys and hide the control groups.
    """
    return ["nsenter", f"--net={path(lab.namespace(name))}", *command]


def _rules(first: str, second: str) -> list[list[str]]:
    address = ADDRESSES[second]
    return [["raw", "PREROUTING", "-s", address], ["mangle", "POSTROUTING", "-d", address]]


def _edge(first: str, second: str) -> tuple[str, str]:
    """Where the rules lie: always in the namespace of a host, always the same one."""
    if first not in ADDRESSES or second not in ADDRESSES or first == second:
        raise LabError(f"a link has two different ends of: {', '.join(ADDRESSES)}")
    return (second, first) if first == LAPTOP or (second != LAPTOP and first > second) else (first, second)


def cut(lab: Lab, first: str, second: str) -> None:
    """Every packet between the two is dropped without a word, in both directions, until mended."""
    where, other = _edge(first, second)
    for table, chain, *match in _rules(where, other):
        if not _is_there(lab, where, table, chain, match):
            _iptables(lab, where, table, ["-I", chain, "1", *match, "-j", "DROP"])


def cut_way(lab: Lab, sender: str, receiver: str) -> None:
    """What the one sends to the other is dropped; the other way stays whole. `mend` ends it."""
    where, other = _edge(sender, receiver)
    arriving, leaving = _rules(where, other)
    table, chain, *match = arriving if other == sender else leaving
    if not _is_there(lab, where, table, chain, match):
        _iptables(lab, where, table, ["-I", chain, "1", *match, "-j", "DROP"])


def mend(lab: Lab, first: str, second: str) -> None:
    where, other = _edge(first, second)
    for table, chain, *match in _rules(where, other):
        while _is_there(lab, where, table, chain, match):
            _iptables(lab, where, table, ["-D", chain, *match, "-j", "DROP"])


def is_cut(lab: Lab, first: str, second: str) -> bool:
    where, other = _edge(first, second)
    return all(_is_there(lab, where, table, chain, match) for table, chain, *match in _rules(where, other))


def _is_there(lab: Lab, where: str, table: str, chain: str, match: list[str]) -> bool:
    return _iptables(lab, where, table, ["-C", chain, *match, "-j", "DROP"], check=False).returncode == 0


def _iptables(lab: Lab, where: str, table: str, arguments: list[str], check: bool = True):
    environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    return run(inside(lab, where, ["iptables", "-w", "-t", table, *arguments]), check=check, env=environment)
