"""What the hosts and containers are made of: the hosts' root file system, the image tars, the compose plugin."""
import inspect
import os
import shutil
import sys
from pathlib import Path

from . import artifacts
from .settings import IMAGES
from .shell import run

SUITE = "bookworm"
COMPOSE_SUITE = "trixie"
HOST_PACKAGES = ("systemd", "systemd-sysv", "dbus", "openssh-server", "sudo", "docker.io", "iptables", "iproute2",
                 "ca-certificates", "procps", "redis-tools", "curl", "python3", "iputils-ping", "libpam-systemd")
PYTHON_PACKAGES = ("bullmq==3.4.4", "redis==8.1.0", "async_timeout==5.0.1", "hiredis==3.5.0")
# Documentation and translations are the larger part of such small systems.
WITHOUT = [f"--dpkgopt=path-exclude={path}" for path in
           ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")]


def debian(target: Path, packages: tuple[str, ...], *hooks: str, suite: str = SUITE) -> None:
    """A minimal Debian with these packages, in a folder."""
    options = ["-q", "--variant=minbase", *WITHOUT, f"--include={','.join(packages)}"]
    hooks += ("rm -rf $1/var/cache/apt/*.bin $1/var/lib/apt/lists/* $1/var/log/*.log",)
    options += [f"--customize-hook={hook}" for hook in hooks]
    # A killed build takes mmdebstrap with it.
    run(["setpriv", "--pdeathsig", "TERM", "mmdebstrap", *options, suite, target], timeout=1500,
        env={**os.environ, "TMPDIR": str(target.parent)})


def version_of_compose() -> str:
    return artifacts.digest(inspect.getsource(make_compose), COMPOSE_SUITE)


def make_compose(folder: Path) -> None:
    """The compose plugin of a later Debian, which this one lacks; it is a static file."""
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True)
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by={keyring}] http://deb.debian.org/debian {COMPOSE_SUITE} main\n")
    options = [f"-oDir::Etc::sourcelist={sources}", "-oDir::Etc::sourceparts=/dev/null",
               f"-oDir::State::Lists={lists}", "-oDir::Cache=", "-oAPT::Sandbox::User=root"]
    run(["apt-get", "-qq", *options, "update"], timeout=600)
    run(["apt-get", "-qq", *options, "download", "docker-compose"], cwd=folder, timeout=600)
    (package,) = folder.glob("docker-compose_*.deb")
    run(["dpkg", "-x", package, folder / "unpacked"])
    shutil.copy2(folder / "unpacked/usr/libexec/docker/cli-plugins/docker-compose", folder / "docker-compose")
    for remains in (lists, folder / "unpacked"):
        shutil.rmtree(remains)
    package.unlink()
    sources.unlink()


def version_of_host() -> str:
    return artifacts.digest(inspect.getsource(make_host), SUITE, *HOST_PACKAGES, *WITHOUT, IMAGES / "host",
                            version_of_compose())


def make_host(folder: Path) -> None:
    """The root file system that every host is an overlay of."""
    root = folder / "root"
    hooks = (
        f"copy-in {IMAGES / 'host' / 'lab-cgroups'} /usr/local/sbin",
        f"copy-in {IMAGES / 'host' / 'lab-cgroups.service'} /etc/systemd/system",
        "chroot $1 systemctl -q enable lab-cgroups.service ssh.service docker.service",
        "chroot $1 systemctl -q mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer "
        "fstrim.timer systemd-networkd-wait-online.service console-getty.service getty@.service "
        "systemd-modules-load.service",
        "chroot $1 useradd --create-home --shell /bin/bash --groups sudo,docker admin",
        "rm -f $1/etc/ssh/ssh_host_* $1/etc/machine-id $1/etc/docker/key.json; : >$1/etc/machine-id",
        "mkdir -p $1/var/log/journal $1/usr/libexec/docker/cli-plugins $1/etc/docker",
    )
    debian(root, HOST_PACKAGES, *hooks)
    plugin = artifacts.folder("compose", version_of_compose()) / "docker-compose"
    shutil.copy2(plugin, root / "usr/libexec/docker/cli-plugins/docker-compose")
    (root / "etc/sudoers.d/admin").write_text("admin ALL=(ALL) NOPASSWD: ALL\n")
    (root / "etc/sudoers.d/admin").chmod(0o440)
    (root / "etc/ssh/sshd_config.d/lab.conf").write_text("UseDNS no\nPasswordAuthentication no\n")


def version_of_redis() -> str:
    return artifacts.digest(inspect.getsource(make_redis), SUITE, *WITHOUT, IMAGES / "redis")


def make_redis(folder: Path) -> None:
    """An image with the paths, users and entry point of the official one; Debian's 7.0.15 stands in."""
    root = folder / "root"
    debian(root, ("redis-server", "procps"), "chroot $1 groupmod --gid 1000 redis",
           "chroot $1 usermod --uid 999 --gid 1000 redis", "rm -rf $1/etc/redis $1/var/lib/redis; mkdir $1/data",
           "chroot $1 chown redis:redis /data")
    (root / "usr/local/bin").mkdir(parents=True, exist_ok=True)
    shutil.copy2(IMAGES / "redis" / "docker-entrypoint.sh", root / "usr/local/bin/docker-entrypoint.sh")
    for name in ("redis-server", "redis-cli"):
        (root / "usr/local/bin" / name).symlink_to(f"/usr/bin/{name}")
    pack(folder, root)


def version_of_python() -> str:
    return artifacts.digest(inspect.getsource(make_python), SUITE, *WITHOUT, *PYTHON_PACKAGES)


def make_python(folder: Path) -> None:
    """Debian's Python with BullMQ's official client: the slow part of the worker image."""
    root = folder / "root"
    debian(root, ("python3", "ca-certificates", "procps"))
    target = root / "opt/bullmq"
    run([sys.executable, "-m", "pip", "install", "--quiet", "--target", target, "--python-version", "3.11",
         "--only-binary=:all:", "--root-user-action=ignore", *PYTHON_PACKAGES], timeout=900)
    shutil.rmtree(target / "node_modules", ignore_errors=True)
    run(["chroot", root, "python3", "-m", "compileall", "-q", "-j", "2", "/opt/bullmq"], check=False)
    pack(folder, root)


def version_of_worker() -> str:
    return artifacts.digest(inspect.getsource(make_worker), version_of_python(), IMAGES / "worker")


def make_worker(folder: Path) -> None:
    """The worker image: the Python image and the programs of this folder."""
    root = folder / "root"
    shutil.copytree(IMAGES / "worker", root / "opt/app", ignore=shutil.ignore_patterns("__pycache__"))
    base = artifacts.folder("python", version_of_python()) / "image.tar"
    shutil.copy2(base, folder / "image.tar")
    run(["tar", "--append", "-f", folder / "image.tar", "--owner=0", "--group=0", "-C", root, "opt/app"])
    shutil.rmtree(root)


def pack(folder: Path, root: Path) -> None:
    """Turns the folder into the tar that `docker import` reads."""
    run(["tar", "-cf", folder / "image.tar", "-C", root, "."])
    shutil.rmtree(root)
