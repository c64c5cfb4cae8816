"""Redis servers of other versions, of a later Debian: built and loaded only when a case asks for one."""
import inspect
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import artifacts, images
from .machine import Machine
from .settings import IMAGES, cache_directory
from .shell import exclusive

SUITE = "trixie"


@dataclass(frozen=True)
class Server:
    """A server that stands in for an official image."""
    name: str
    image: str
    package: str
    user: str
    programs: tuple[tuple[str, str], ...]


REDIS_8 = Server("redis8", "redis:8.0-alpine", "redis-server", "redis",
                 (("redis-server", "redis-server"), ("redis-cli", "redis-cli")))
# As in the official image, its programs have Redis's names, too.
VALKEY_8 = Server("valkey8", "valkey/valkey:8.1-alpine", "valkey-server", "valkey",
                  (("redis-server", "valkey-server"), ("redis-cli", "valkey-cli"),
                   ("valkey-server", "valkey-server"), ("valkey-cli", "valkey-cli")))


def version(server: Server) -> str:
    return artifacts.digest(inspect.getsource(_make), repr(server), SUITE, *images.WITHOUT, IMAGES / "redis")


def build(server: Server, say) -> Path:
    """The folder with the image's tar; made first if it is not in the cache."""
    with exclusive(cache_directory() / "versions.lock"):
        made = artifacts.artifact(server.name, version(server), lambda folder: _make(folder, server), say)
        artifacts.remove_superseded(server.name, made)
        return made


def load(machine: Machine, server: Server, say) -> None:
    """Puts the image into a running host's docker, if it is not there."""
    if machine.run(["docker", "image", "inspect", server.image], check=False).returncode == 0:
        return
    changes = ["ENTRYPOINT [\"docker-entrypoint.sh\"]", "CMD [\"redis-server\"]", "WORKDIR /data", "VOLUME /data",
               "EXPOSE 6379"]
    options = [option for change in changes for option in ("--change", change)]
    with open(build(server, say) / "image.tar", "rb") as tar:
        machine.run(["docker", "import", *options, "-", server.image], stdin=tar, timeout=300)


def _make(folder: Path, server: Server) -> None:
    root = folder / "root"
    rename = "" if server.user == "redis" else f"--new-name redis {server.user}"
    login = "redis" if server.user == "redis" else f"--login redis {server.user}"
    images.debian(root, (server.package, "procps"), f"chroot $1 groupmod --gid 1000 {rename or 'redis'}",
                  f"chroot $1 usermod --uid 999 --gid 1000 {login}", "rm -rf $1/var/lib/redis $1/var/lib/valkey",
                  "mkdir $1/data; chroot $1 chown redis:redis /data", suite=SUITE)
    (root / "usr/local/bin").mkdir(parents=True, exist_ok=True)
    shutil.copy2(IMAGES / "redis" / "docker-entrypoint.sh", root / "usr/local/bin/docker-entrypoint.sh")
    for name, program in server.programs:
        (root / "usr/local/bin" / name).symlink_to(f"/usr/bin/{program}")
    images.pack(folder, root)
