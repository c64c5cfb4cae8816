"""The Debian packages that the lab needs on this machine."""
import importlib.util
import os
import platform
import shutil

from .errors import LabError
from .shell import run

# program that proves it -> Debian package
PROGRAMS = {
    "mmdebstrap": "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    "redis-cli": "redis-tools",
    "ip": "iproute2",
    "iptables": "iptables",
    "nsenter": "util-linux",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "cp": "coreutils",
    "dpkg": "dpkg",
}


def require_platform() -> None:
    """One clear line for whoever cannot run the lab."""
    if platform.system() != "Linux":
        raise LabError("the lab needs Linux with systemd-nspawn and network namespaces; "
                       f"this is {platform.system()}: run it in a Debian 12 virtual machine")
    if os.geteuid() != 0:
        raise LabError("the lab needs root for namespaces and mounts: run it again with sudo")


def missing() -> list[str]:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    wanted = {package for program, package in PROGRAMS.items() if not shutil.which(program, path=path)}
    if importlib.util.find_spec("pip") is None:
        wanted.add("python3-pip")
    if not os.path.exists("/usr/share/keyrings/debian-archive-keyring.gpg"):
        wanted.add("debian-archive-keyring")
    return sorted(wanted)


def install() -> list[str]:
    """Installs what is missing and returns it; nothing is done when all is there."""
    require_platform()
    wanted = missing()
    if wanted:
        if not shutil.which("apt-get"):
            raise LabError(f"these Debian packages are missing and there is no apt-get: {' '.join(wanted)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], env=environment)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], env=environment)
    # cron, services and the like of redis-server would only disturb: just redis-tools is installed here.
    return wanted
