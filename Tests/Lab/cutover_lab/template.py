"""The docker folder that every host starts with: the images are loaded once, not at each boot."""
import inspect
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import artifacts, images, network
from .machine import Machine, unmount_below
from .settings import DOCKER_NETWORKS, REDIS_IMAGES, WORKER_IMAGE, Lab, cache_directory
from .shell import exclusive, run

# Prefix of the throw-away host in which docker loads the images.
BUILD_PREFIX = "labimages"
CHAINS = (("compose", "host"), ("python", "worker"), ("redis",))
VERSION_LABEL = "cutover.lab.version"


def version() -> str:
    return artifacts.digest(inspect.getsource(_make), images.version_of_host(), images.version_of_redis(),
                            images.version_of_worker(), *REDIS_IMAGES, WORKER_IMAGE)


def build(say) -> tuple[Path, Path]:
    """Builds whatever is not in the cache; returns the root file system and the docker template."""
    with exclusive(cache_directory() / "build.lock"):
        made = {}

        def make(*names: str) -> None:
            for name in names:
                key = getattr(images, f"version_of_{name}")()
                made[name] = artifacts.artifact(name, key, getattr(images, f"make_{name}"), say)

        # The later ones of a chain are made from the earlier ones; the chains know nothing of each other.
        with ThreadPoolExecutor(len(CHAINS)) as pool:
            list(pool.map(lambda chain: make(*chain), CHAINS))
        made["template"] = artifacts.artifact("template", version(), lambda folder: _make(folder, made), say)
        for name, folder in made.items():
            artifacts.remove_remains(name)
            artifacts.remove_superseded(name, folder)
    return made["host"] / "root", made["template"] / "docker"


def daemon_configuration(host: str) -> str:
    networks = DOCKER_NETWORKS[host]
    return json.dumps({
        "bip": networks["bip"], "default-address-pools": [{"base": networks["pool"], "size": 24}],
        "storage-driver": "overlay2", "mtu": 1280, "log-opts": {"max-size": "20m"}}, indent=2) + "\n"


def _make(folder: Path, made: dict[str, Path]) -> None:
    lab = Lab(BUILD_PREFIX)
    machine = Machine(lab, "build")
    machine.destroy()
    network.remove_all(lab)
    try:
        network.create(lab.namespace("build"))
        machine.mount(made["host"] / "root")
        (machine.root / "etc/docker/daemon.json").write_text(daemon_configuration("build"))
        machine.start()
        machine.wait_for_services("docker.service")
        redis = ["ENTRYPOINT [\"docker-entrypoint.sh\"]", "CMD [\"redis-server\"]", "WORKDIR /data",
                 "VOLUME /data", "EXPOSE 6379", "ENV REDIS_VERSION=7.0.15"]
        _import(machine, made["redis"], REDIS_IMAGES[0], redis)
        for tag in REDIS_IMAGES[1:]:
            machine.run(["docker", "tag", REDIS_IMAGES[0], tag])
        import_worker(machine, made["worker"])
        machine.power_off()
        unmount_below(machine.directory)
        for name in ("network", "containers", "volumes", "tmp", "runtimes"):
            shutil.rmtree(machine.docker / name, ignore_errors=True)
        (machine.docker / "engine-id").unlink(missing_ok=True)
        run(["mv", machine.docker, folder / "docker"])
    finally:
        machine.destroy()
        network.remove_all(lab)
        shutil.rmtree(lab.directory, ignore_errors=True)


def import_worker(machine: Machine, image: Path) -> None:
    _import(machine, image, WORKER_IMAGE, [
        "ENV PYTHONPATH=/opt/bullmq PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1", "WORKDIR /opt/app",
        f"LABEL {VERSION_LABEL}={images.version_of_worker()}"])


def renew_worker(machine: Machine, say) -> None:
    """Brings the programs in the worker image of a running host up to date with this folder."""
    question = ["docker", "image", "inspect", "-f", f'{{{{index .Config.Labels "{VERSION_LABEL}"}}}}', WORKER_IMAGE]
    if machine.run(question, check=False).stdout.strip() != images.version_of_worker():
        build(say)
        import_worker(machine, artifacts.folder("worker", images.version_of_worker()))


def _import(machine: Machine, image: Path, tag: str, changes: list[str]) -> None:
    options = [option for change in changes for option in ("--change", change)]
    with open(image / "image.tar", "rb") as tar:
        machine.run(["docker", "import", *options, "-", tag], stdin=tar, timeout=300)


def copy(template: Path, target: Path) -> None:
    """A host's own docker folder. Image layers are never written to, so their files are linked, not copied."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in template.iterdir():
        how = "-al" if entry.name == "overlay2" else "-a"
        run(["cp", how, entry, target / entry.name])
