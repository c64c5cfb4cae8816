"""How long it takes to bring agents to two fresh hosts."""
import json

from .errors import LabError
from .machine import Machine
from .product import Product
from .settings import HOSTS, Lab

REPETITIONS = 3
# Everything that a bootstrap has made on a host.
REMOVE = """
systemctl disable --now cutover-agent 2>/dev/null
rm -rf /etc/systemd/system/cutover-agent.service /etc/cutover /usr/local/bin/cutover-agent* /var/lib/cutover \
  /var/lib/private/cutover /home/admin/.cutover-bootstrap
[ ! -d /opt/redis ] || rmdir /opt/redis
systemctl daemon-reload
! id cutover-agent >/dev/null 2>&1 || userdel cutover-agent
"""


def measure(product: Product) -> tuple[list[float], list[float]]:
    """Seconds beyond the upload, and of the upload, of the slower host; the lab is fresh before, and has agents after."""
    beyond, uploads = [], []
    for repetition in range(REPETITIONS):
        if repetition:
            remove(product.lab)
        ended = product.bootstrap("--json")
        if ended.returncode != 0:
            raise LabError(f"coordinator bootstrap ended with {ended.returncode}: {ended.stderr[-500:]}")
        hosts = json.loads(ended.stdout)["hosts"]
        beyond.append(max(host["seconds"] - host["uploadSeconds"] for host in hosts))
        uploads.append(max(host["uploadSeconds"] for host in hosts))
    return beyond, uploads


def remove(lab: Lab) -> None:
    """Makes both hosts as if there had never been an agent."""
    for host in HOSTS:
        Machine(lab, host).run(["sh", "-c", REMOVE])
