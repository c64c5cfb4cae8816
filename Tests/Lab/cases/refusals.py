"""Bootstrap refuses what it must: with what was observed, what is required and what to do next, and with no harm done.

Each case spoils one thing of vps and runs `coordinator bootstrap` for the whole fleet: vps is refused, vps-01 is not.
"""
import copy
import re
import shutil
import struct
from contextlib import contextmanager

from cutover_lab import network
from cutover_lab.settings import ADDRESSES, HOSTS, LAPTOP, SOURCE, TARGET
from cutover_lab.shell import run, wait_until

from . import case

AGENT = "/usr/local/bin/cutover-agent"
AGENT_PORT = 7460
ERROR = re.compile(r"^error: (?P<message>.+?)\n  observed: +(?P<observed>.+?)\n  required: +(?P<required>.+?)\n"
                   r"  next: +(?P<next>.+?)(?=\nerror: |\Z)", re.DOTALL | re.MULTILINE)


def errors(output: str) -> list[dict[str, str]]:
    """The errors of an output, each in its parts, with the text's line ends taken out."""
    return [{name: " ".join(text.split()) for name, text in found.groupdict().items()}
            for found in ERROR.finditer(output)]


def refused(context, code: str, observed: str, required: str, remedy: str, *arguments: str, **options) -> dict:
    """Bootstraps the fleet: vps fails with this code and these words, and with vps-01 all is well."""
    output = context.bootstrap(*arguments, status=1, timeout=60, **options)
    assert f"failed: bootstrap_{code}\n" in output, f"not bootstrap_{code}"
    found = errors(output)
    assert len(found) == 1 and found[0]["message"] == f"{TARGET} could not be bootstrapped", found
    for part, words in (("observed", observed), ("required", required), ("next", remedy)):
        assert words in found[0][part], f"{part}: no '{words}'"
    if "--host" not in arguments:
        assert re.search(rf"^\S+ {SOURCE} +(unchanged|changed)", output, re.MULTILINE), f"{SOURCE} was not bootstrapped"
        assert f"1 of {len(HOSTS)} agents answer, 1 failed" in output
    return found[0]


def whole(context) -> None:
    """The fleet is as it was before: every agent answers."""
    context.coordinator("status", timeout=30)


def fleet(context, **words: str):
    """A copy of the fleet file, beside it, in which vps has other words for its SSH: `key="other"`."""
    lines = context.product.fleet.read_text().splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith(f"  {TARGET}:"))
    for name, value in words.items():
        lines[place] = re.sub(rf"\b{name}: [\w-]+", f"{name}: {value}", lines[place])
    path = context.lab.output / "refused.yaml"
    path.write_text("".join(lines))
    return path


@contextmanager
def moved_away(machine, path: str):
    """While this lasts, the host has no such file."""
    machine.run(["mv", path, f"{path}.away"])
    try:
        yield
    finally:
        machine.run(["mv", f"{path}.away", path])


@contextmanager
def small_disk(machine, path: str, options: str):
    """While this lasts, there is a small file system at the directory."""
    machine.run(["mount", "-t", "tmpfs", "-o", options, "small", path])
    try:
        yield
    finally:
        machine.run(["umount", path])


@contextmanager
def stopped(machine, *units: str):
    """While this lasts, the units do not run."""
    machine.run(["systemctl", "stop", *units])
    try:
        yield
    finally:
        machine.run(["systemctl", "start", *units])


def broken_agent(context):
    """A program for this processor that says something and ends at once; None without a compiler."""
    file = context.lab.output / "cutover-agent-broken"
    if not shutil.which("gcc"):
        print("       skipped: no gcc to make an agent that ends at once", flush=True)
        return None
    run(["gcc", "-static", "-x", "c", "-o", file, "-"],
        input='#include <stdio.h>\nint main(void) { fputs("broken on purpose\\n", stderr); return 3; }\n')
    return file


@case("a key that the host does not know is refused: which one, and how to let it in")
def wrong_key(context):
    other = context.lab.output / "other_key"
    if not other.exists():
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other])
    error = refused(context, "authentication", "other_key (ssh-ed25519): refused by the server",
                    "a key that the host accepts", "authorized_keys of admin", fleet=fleet(context, key=other.name))
    assert f"-p 22 admin@{ADDRESSES[TARGET]} true" in error["next"]
    whole(context)


@case("a key file that is missing is named with its path")
def missing_key(context):
    refused(context, "authentication", f"{context.lab.output}/gone: cannot be read (No such file or directory)",
            "a key that the host accepts", "ssh.key in the fleet file", fleet=fleet(context, key="gone"))
    whole(context)


@case("a host key that has changed is refused, whatever is accepted on the command line")
def changed_host_key(context):
    lines = context.lab.known_hosts.read_text().splitlines()
    keys = {(address, kind): key for address, kind, key in map(str.split, lines)}
    swapped = context.lab.output / "known_hosts_changed"
    # vps has the keys of vps-01, as if the other host answered at its address.
    swapped.write_text("".join(f"{ADDRESSES[TARGET]} {kind} {key}\n" for (address, kind), key in keys.items()
                               if address == ADDRESSES[SOURCE]))
    before = swapped.read_text()
    file = fleet(context, known_hosts=swapped.name)
    error = refused(context, "host_key", "has changed", "known_hosts", "ssh-keygen -R", fleet=file)
    fingerprint = re.search(r"SHA256:[\w+/]+", error["observed"])[0]
    refused(context, "host_key", "has changed", "known_hosts", "ssh-keygen -R", "--accept-host-key",
            f"{TARGET}={fingerprint}", fleet=file)
    assert swapped.read_text() == before
    whole(context)


@case("an unknown host key is refused with its fingerprint, and accepted by it from then on")
def unknown_host_key(context):
    empty = context.lab.output / "known_hosts_empty"
    empty.write_text("")
    file = fleet(context, known_hosts=empty.name)
    error = refused(context, "host_key", "is not in", "known_hosts", f"--accept-host-key {TARGET}=SHA256:", fleet=file)
    fingerprint = re.search(r"SHA256:[\w+/]+", error["observed"])[0]
    real = context.target.run(["sh", "-c", "for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done"]).stdout
    assert fingerprint in real, f"{fingerprint} is none of {real}"
    assert empty.read_text() == "", "a key was written that nobody accepted"
    context.bootstrap("--accept-host-key", f"{TARGET}={fingerprint}", fleet=file)
    assert empty.read_text().strip() in context.lab.known_hosts.read_text().splitlines(), empty.read_text()
    context.bootstrap(fleet=file)
    whole(context)


@case("a user whose sudo asks for a password is told what to type on the host")
def sudo(context):
    rule = "/etc/sudoers.d/admin"
    before = context.target.run(["cat", rule]).stdout
    context.target.run(["tee", rule], input=before.replace("NOPASSWD: ", ""))
    try:
        error = refused(context, "sudo", "a password is required", "sudo -n true", "/etc/sudoers.d/90-cutover")
        assert f"ssh -t -p 22 admin@{ADDRESSES[TARGET]}" in error["next"]
    finally:
        context.target.run(["tee", rule], input=before)
    whole(context)


@case("a disk without space is found before anything is sent")
def full_disk(context):
    with small_disk(context.target, "/usr/local/bin", "size=5m"):
        refused(context, "disk", "/usr/local/bin has 5 MiB free", "MiB there", "df -h /usr/local/bin")
        assert context.target.run(["ls", "/usr/local/bin"]).stdout == ""
    whole(context)


@case("a disk that fills up on the way leaves the running agent alone, and no upload behind")
def filled_disk(context):
    # Room for the bytes, but for no more files: this is only seen when the agent is installed.
    with small_disk(context.target, "/usr/local/bin", "size=400m,nr_inodes=1"):
        refused(context, "disk", "No space left on device", "free inodes", "df -i")
        assert context.target.run(["ls", "-A", "/home/admin/.cutover-bootstrap"], check=False).returncode != 0
    whole(context)
    assert "changed: service" in context.bootstrap(), "the next run does not finish what this one began"


@case("a Docker daemon that does not answer, with the command that starts it")
def no_daemon(context):
    with stopped(context.target, "docker.socket", "docker.service"):
        refused(context, "docker", "the Docker daemon does not answer", "a running Docker daemon",
                "then bootstrap again: sudo systemctl enable --now docker")
    wait_until(lambda: context.product.run("status").returncode == 0, 30, "Docker to be seen again", 0.2)
    whole(context)


@case("a host without docker, with the command that installs it")
def no_docker(context):
    with moved_away(context.target, "/usr/bin/docker"):
        refused(context, "docker", "there is no docker command", "Docker with the compose plugin", "apt-get install")
    whole(context)


@case("a docker without its compose plugin, with the command that installs it")
def no_compose(context):
    with moved_away(context.target, "/usr/libexec/docker/cli-plugins/docker-compose"):
        refused(context, "docker", "no compose plugin", "/usr/libexec/docker/cli-plugins", "docker-compose-plugin")
    whole(context)


@case("an agent for another processor never leaves the laptop")
def architecture(context):
    file = context.lab.output / "cutover-agent-aarch64"
    # A 64-bit little-endian ELF header (System V ABI, chapter 4): e_type EXEC, e_machine AARCH64.
    file.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HH", 2, 183) + bytes(4076))
    refused(context, "architecture", "the host is x86_64 and", "an agent binary for x86_64", "--agent PATH",
            "--host", TARGET, "--agent", str(file))
    file.write_text("#!/bin/sh\n")
    refused(context, "architecture", "is not a Linux program", "cutover-agent for the host's processor", "make agent",
            "--host", TARGET, "--agent", str(file))
    whole(context)


@case("another program on the agent's port is named, with its process")
def port(context):
    program = f"import socket, time; s = socket.create_server(('{ADDRESSES[TARGET]}', {AGENT_PORT})); time.sleep(300)"
    with stopped(context.target, "cutover-agent"):
        context.target.run(["systemd-run", "--quiet", "--unit=squatter", "/usr/bin/python3", "-c", program])
        try:
            listening = ["ss", "-Hltnp", f"sport = :{AGENT_PORT}"]
            wait_until(lambda: "python3" in context.target.run(listening).stdout, 10, "the port to be taken")
            error = refused(context, "port", f"listens on {ADDRESSES[TARGET]}:{AGENT_PORT}", f"port {AGENT_PORT} free",
                            "stop it")
            process = re.search(r"python3 \(process (\d+)\)", error["observed"])[1]
            assert "squatter.service" in context.target.run(["systemctl", "status", process]).stdout
            assert f"systemctl status {process}" in error["next"]
        finally:
            context.target.run(["systemctl", "stop", "squatter"])
    whole(context)


@case("an agent that does not come up is replaced by the one before it, which answers again")
def failing_agent(context):
    broken = broken_agent(context)
    if not broken:
        return
    digest = ["sha256sum", AGENT]
    before = context.target.run(digest).stdout
    error = refused(context, "start", "The previous agent was put back and is active", "reports within a minute",
                    "bootstrap again", "--host", TARGET, "--agent", str(broken))
    assert "broken on purpose" in error["observed"], "what the agent said is missing"
    assert "Stopping" not in error["observed"], "the log of the agent before it is mixed in"
    assert context.target.run(digest).stdout == before
    whole(context)
    assert context.bootstrap().count("unchanged") == len(HOSTS)


@case("a first agent that does not come up is stopped for good, and the next run begins again")
def failing_first_agent(context):
    broken = broken_agent(context)
    if not broken:
        return
    with moved_away(context.target, AGENT):
        refused(context, "start", "There was no previous agent: this one has been stopped and disabled",
                "reports within a minute", "bootstrap again", "--host", TARGET, "--agent", str(broken))
        states = context.target.run(["systemctl", "show", "-p", "ActiveState,UnitFileState", "cutover-agent"]).stdout
        assert sorted(states.split()) == ["ActiveState=inactive", "UnitFileState=disabled"], states
    assert "changed: service" in context.bootstrap()
    whole(context)


@case("a host that cannot be reached does not keep the other from being repaired")
def unreachable(context):
    with stopped(context.source, "cutover-agent"):
        network.cut(context.lab, LAPTOP, TARGET)
        try:
            refused(context, "connection", f"{ADDRESSES[TARGET]} cannot be reached on port 22", "an SSH connection",
                    "tailscale status")
            assert context.source.run(["systemctl", "is-active", "cutover-agent"]).stdout.strip() == "active"
        finally:
            network.mend(context.lab, LAPTOP, TARGET)
    whole(context)


@case("a laptop that is new to the fleet is told what to run, and cannot take over another laptop's hosts")
def fresh_laptop(context):
    product = copy.copy(context.product)
    product.home = context.lab.output / "fresh-laptop"
    shutil.rmtree(product.home, ignore_errors=True)
    ended = product.run("status")
    context.output = ended.stdout + ended.stderr
    assert ended.returncode == 1
    error = errors(ended.stderr)[0]
    assert "no certificate of fleet fiskai" in error["message"]
    assert f"coordinator bootstrap --fleet {product.fleet}" in error["next"]
    ended = product.bootstrap()
    context.output = ended.stdout + ended.stderr
    assert ended.returncode == 1 and ended.stdout.count("failed: bootstrap_authority") == len(HOSTS)
    for error in errors(ended.stderr):
        assert "another fleet authority" in error["observed"] and ".config/cutover/fiskai" in error["next"]
    whole(context)
