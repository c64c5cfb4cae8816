"""The target's password is where it must be, and nowhere else."""
from pathlib import Path

from . import case


def password(context) -> str:
    return (context.product.home / "config/cutover/fiskai/redis-password").read_text().strip()


def command_lines(machine) -> str:
    return machine.run(["ps", "axww", "-o", "args"]).stdout


@case("no process has the password in its command line or, but for workers and App, in its environment")
def processes(context):
    context.reset(keys=100)
    output = context.coordinator("cutover", "--yes", "--verbose")
    secret = password(context)
    assert len(secret) >= 24 and secret not in output
    for machine in context.hosts.values():
        assert secret not in command_lines(machine)
        found = machine.run(["sh", "-c", f"grep -lz -- {secret} /proc/[0-9]*/environ 2>/dev/null"], check=False).stdout
        for path in found.split():
            words = machine.run(["sh", "-c", f"tr '\\0' ' ' <{path.rsplit('/', 1)[0]}/cmdline"], check=False).stdout
            assert "worker" in words or "grep" in words or not words, (path, words)


@case("no journal, log, record or JSON has it, on either host or the laptop")
def records(context):
    secret = password(context)
    context.coordinator("status", "--json")
    assert secret not in context.output
    for host, machine in context.hosts.items():
        journal = machine.run(["journalctl", "--no-pager", "-o", "cat"], timeout=120).stdout
        assert secret not in journal, f"{host}'s journal"
        found = machine.run(["sh", "-c", f"grep -rl -- {secret} /var/log /var/lib/cutover /etc/cutover /tmp 2>/dev/null"],
                            check=False).stdout.split()
        assert [path for path in found if path != "/var/lib/cutover/redis-password"] == [], found
    for path in Path(context.product.home / "state").rglob("*"):
        if path.is_file():
            assert secret not in path.read_text(errors="replace"), path


@case("docker inspect of what we made does not show it, and the files that hold it are nobody else's")
def containers(context):
    secret = password(context)
    assert secret not in context.target.run(["docker", "inspect", "fiskai-redis-vps"]).stdout
    kept = context.target.run(["stat", "-c", "%a", "/var/lib/cutover/redis-password"]).stdout.strip()
    assert kept == "600", kept
    conf = context.target.run(["sh", "-c", "stat -c %a /opt/redis/secrets /opt/redis/conf"]).stdout.split()
    assert conf == ["700", "700"], conf
