"""What is up on this machine."""
import itertools
import json

from . import network
from .docker_api import Docker
from .machine import Machine
from .settings import ADDRESSES, HOSTS, Lab


def description(lab: Lab) -> dict:
    """What `up` has written down about the lab."""
    try:
        return json.loads((lab.output / "env.json").read_text())
    except (OSError, ValueError):
        return {}


def show(labs: list[Lab]) -> None:
    if not labs:
        print("no lab")
    for lab in labs:
        print(f"lab {lab.prefix}: {lab.directory}")
        running = [host for host in HOSTS if Machine(lab, host).is_running()]
        for host in HOSTS:
            if host not in running:
                print(f"  {host:8} not running")
                continue
            machine = Machine(lab, host)
            containers = sorted(f"{entry['Names'][0].lstrip('/')}={entry['State']}"
                                for entry in Docker(machine).containers())
            print(f"  {host:8} {ADDRESSES[host]:15} pid {machine.leader()}: {' '.join(containers) or 'no containers'}")
        for first, second in itertools.combinations(ADDRESSES, 2):
            if running == list(HOSTS) and network.is_cut(lab, first, second):
                print(f"  link cut: {first} - {second}")
