"""Names, addresses and folders: everything of one lab follows from its prefix."""
import hashlib
import os
import re
from pathlib import Path

from .errors import LabError

LAB_SOURCE = Path(__file__).resolve().parent.parent
REPOSITORY = LAB_SOURCE.parent.parent
IMAGES = LAB_SOURCE / "images"

LAPTOP = "laptop"
SOURCE = "vps-01"
TARGET = "vps"
HOSTS = (SOURCE, TARGET)
# The runbook's own addresses (reference/runbook.md); they exist only inside the lab's namespaces.
ADDRESSES = {LAPTOP: "100.100.1.1", SOURCE: "100.64.123.81", TARGET: "100.120.14.126"}
PREFIX_LENGTH = 10
INTERFACE = "tailscale0"
MTU = 1280
# Each host has its own docker networks, so that an address names one container in the whole lab.
DOCKER_NETWORKS = {
    SOURCE: {"bip": "172.26.0.1/24", "pool": "172.27.0.0/16"},
    TARGET: {"bip": "172.28.0.1/24", "pool": "172.29.0.0/16"},
    "build": {"bip": "172.30.0.1/24", "pool": "172.31.0.0/16"},
}

PROJECT = "fiskai"
PROJECT_DIRECTORY = "/home/admin/FiskAI"
COMPOSE_FILE = "docker-compose.workers.yml"
SOURCE_REDIS = "fiskai-redis"
TARGET_REDIS = "fiskai-redis-vps"
APP = "fiskai-app"
APP_PORT = 3002
OLD_REDIS_URL = "redis://fiskai-redis:6379"
LEDGER_VOLUME = "fiskai_ledger"
REDIS_IMAGES = ("redis:7-alpine", "redis:7.0.15-alpine")
WORKER_IMAGE = "fiskai-worker:lab"
QUEUES = ("orchestrator", "sentinel", "extractor", "ocr", "composer", "reviewer", "scheduled")
WORKER_QUEUES = {
    "worker-orchestrator": "orchestrator,scheduled",
    "worker-sentinel": "sentinel",
    "worker-extractor": "extractor",
    "worker-ocr": "ocr",
    "worker-composer": "composer",
    "worker-reviewer": "reviewer",
    "worker-content-sync": "content-sync",
}


def cache_directory() -> Path:
    """Everything large lies here; it can be deleted whenever no lab is up."""
    return Path(os.environ.get("CUTOVER_LAB_CACHE") or "/var/cache/cutover-lab")


class Lab:
    """The folders and names of the lab with one prefix."""

    def __init__(self, prefix: str):
        if not re.fullmatch(r"[a-z][a-z0-9]{0,19}", prefix):
            raise LabError(f"prefix {prefix!r}: use a letter, then letters and digits, at most 20 in all")
        self.prefix = prefix
        self.directory = cache_directory() / "labs" / prefix
        self.output = Path(os.environ.get("LABDIR") or REPOSITORY / ".lab") / prefix

    def namespace(self, name: str) -> str:
        """The network namespace of a host, of the laptop, or of the switch that joins them."""
        return f"{self.prefix}-{name}"

    def machine(self, host: str) -> str:
        return f"{self.prefix}-{host}"

    def host_directory(self, host: str) -> Path:
        return self.directory / "hosts" / host

    def port(self, name: str) -> str:
        """The switch's end of a link: interface names are limited to 15 characters."""
        return "p-" + hashlib.sha256(name.encode()).hexdigest()[:8]

    @property
    def key(self) -> Path:
        return self.output / "id_ed25519"

    @property
    def known_hosts(self) -> Path:
        return self.output / "known_hosts"
