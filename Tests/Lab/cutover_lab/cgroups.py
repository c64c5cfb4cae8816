"""A control group of its own for each host.

Without it the systemds of two hosts would share one tree and take each other's processes for their own.
"""
import os
import time
from pathlib import Path

CGROUP_ROOT = Path("/sys/fs/cgroup")


def _mounted() -> dict[str, Path]:
    """Where each hierarchy is mounted; the key is its name, controllers, or "" for version 2."""
    places = {}
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, place, kind, options, *_ = line.split()
        if kind == "cgroup2":
            places.setdefault("", Path(place))
        elif kind == "cgroup":
            for option in options.split(","):
                places.setdefault(option, Path(place))
    return places


def _own(process: str = "self") -> dict[str, Path]:
    """The control group of a process in each hierarchy, as a folder."""
    places = _mounted()
    groups = {}
    for line in Path(f"/proc/{process}/cgroup").read_text().splitlines():
        _, name, path = line.split(":", 2)
        for key in (name, *name.split(",")):
            if key in places:
                groups[name] = places[key] / path.lstrip("/")
    return groups


def folders(machine: str) -> list[Path]:
    """The groups in which a host's systemd keeps its units: below the group of whoever starts it."""
    own = _own()
    return [own[name] / machine for name in ("name=systemd", "") if name in own]


def parents_of_docker() -> list[Path]:
    """The groups below which docker makes one for each container."""
    return [folder / "docker" for folder in _own().values()]


def remove(folder: Path, seconds: float = 3) -> None:
    """Removes a group and those below it. Processes that were killed leave their group a moment later."""
    deadline = time.monotonic() + seconds
    while folder.exists():
        for place, _, _ in os.walk(folder, topdown=False):
            try:
                os.rmdir(place)
            except OSError:
                # Busy: tried again, and left behind when the time is over.
                pass
        if time.monotonic() > deadline:
            return
        time.sleep(0.01)
