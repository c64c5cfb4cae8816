"""Bringing a lab up and taking it down, from whatever state a killed one has left."""
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import fiskai, fleetfile, network, packages, reset, template
from .machine import Machine, unmount_below
from .settings import HOSTS, SOURCE, Lab, cache_directory
from .shell import exclusive, run


def lock(lab: Lab):
    """One process at a time changes a lab."""
    return exclusive(cache_directory() / "labs" / f"{lab.prefix}.lock")


def down(lab: Lab) -> None:
    """Removes everything of the lab; nothing there is fine, too."""
    with ThreadPoolExecutor(len(HOSTS)) as pool:
        list(pool.map(lambda host: Machine(lab, host).destroy(), HOSTS))
    network.remove_all(lab)
    unmount_below(lab.directory)
    shutil.rmtree(lab.directory, ignore_errors=True)
    shutil.rmtree(lab.output, ignore_errors=True)


def all_labs() -> list[Lab]:
    """Every lab of which something is left on this machine."""
    folder = cache_directory() / "labs"
    return [Lab(entry.name) for entry in sorted(folder.iterdir()) if entry.is_dir()] if folder.exists() else []


def up(lab: Lab, *, keys: int, debug_redis: bool, say) -> None:
    """Boots both hosts and starts FiskAI on vps-01; whatever was there before under this prefix is taken down."""
    packages.install()
    root, docker = template.build(say)
    started = time.monotonic()
    with lock(lab):
        down(lab)
        lab.directory.mkdir(parents=True)
        network.create_all(lab)
        public_key = fleetfile.write_keys(lab)
        with ThreadPoolExecutor(len(HOSTS)) as pool:
            jobs = [pool.submit(_boot, Machine(lab, host), root, docker, public_key) for host in HOSTS]
            machines = [job.result() for job in jobs]
        source = machines[HOSTS.index(SOURCE)]
        fiskai.write_files(source, debug_redis)
        fleetfile.write_files(lab, machines, {"debug_redis": debug_redis})
        reset.start(source)
        reset.fill(lab, keys, 0)
    say(f"lab {lab.prefix} is up in {time.monotonic() - started:.1f} s: {lab.output}")


def _boot(machine: Machine, root: Path, docker: Path, public_key: str) -> Machine:
    machine.mount(root)
    template.copy(docker, machine.docker)
    _personalise(machine, public_key)
    boot(machine)
    return machine


def boot(machine: Machine) -> None:
    """Starts a host that is off, and waits until it serves."""
    machine.start()
    machine.wait_for_services("ssh.service", "docker.service")


def _personalise(machine: Machine, public_key: str) -> None:
    """What one host has of its own: name, ssh keys, docker networks."""
    root = machine.root
    (root / "etc/hostname").write_text(f"{machine.host}\n")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {machine.host}\n")
    (root / "etc/docker/daemon.json").write_text(template.daemon_configuration(machine.host))
    for key in (machine.lab.directory / "keys" / machine.host).iterdir():
        shutil.copy2(key, root / "etc/ssh" / key.name)
    folder = root / "home/admin/.ssh"
    folder.mkdir(mode=0o700)
    (folder / "authorized_keys").write_text(public_key)
    (folder / "authorized_keys").chmod(0o600)
    owner = (root / "home/admin").stat()
    run(["chown", "-R", f"{owner.st_uid}:{owner.st_gid}", folder])
