"""The manual procedure as a script: the peer of every measurement, and the first mutant that the oracle catches.

Steps 1 to D of reference/runbook.md, without pauses for a person. Mended is only what keeps it from working at all:
the `bind` line (the address is not in the container's namespace) and the password in it. That it strands jobs,
stops the old Redis together with the workers and leaves it writable is the runbook's own.
"""
import secrets
import time

from . import fiskai
from .machine import Machine
from .settings import (ADDRESSES, APP, COMPOSE_FILE, PROJECT_DIRECTORY, REDIS_IMAGES, SOURCE, TARGET, TARGET_REDIS, Lab)
from .shell import wait_until

CONFIGURATION = """\
bind 0.0.0.0
port 6379
maxmemory 8gb
maxmemory-policy allkeys-lru
appendonly yes
appendfsync everysec
dir /data
loglevel notice
logfile ""
requirepass {password}
"""

COMPOSE = """\
version: '3.8'
services:
  redis:
    image: {image}
    container_name: {container}
    restart: unless-stopped
    command: redis-server /usr/local/etc/redis/redis.conf
    volumes:
      - ./redis.conf:/usr/local/etc/redis/redis.conf:ro
      - ./data:/data
    ports:
      - "{address}:6379:6379"
"""


def perform(lab: Lab, say) -> dict:
    """Runs the steps and returns how long they took in seconds."""
    source, target = Machine(lab, SOURCE), Machine(lab, TARGET)
    password = secrets.token_hex(12)
    times = {}
    began = time.monotonic()

    def step(name: str, action) -> None:
        say(f"runbook: {name}")
        start = time.monotonic()
        action()
        times[name] = round(time.monotonic() - start, 3)

    step("1 provision Redis on vps", lambda: _provision(target, password))
    step("2 connectivity test", lambda: [_ping(machine, password) for machine in (source, target)])
    moved = time.monotonic()
    step("B update workers", lambda: _update_workers(source, password))
    step("C validate workers", lambda: fiskai.wait_for_workers(source))
    step("D update App", lambda: _update_app(source, password))
    return {"steps": times, "seconds": round(time.monotonic() - began, 3),
            "workers_and_app_seconds": round(time.monotonic() - moved, 3)}


def new_url(password: str) -> str:
    return f"redis://:{password}@{ADDRESSES[TARGET]}:6379"


def _provision(target: Machine, password: str) -> None:
    target.run(["sh", "-c", "mkdir -p /opt/redis/data && chown -R admin:admin /opt/redis"])
    _write(target, "/opt/redis/redis.conf", CONFIGURATION.format(password=password))
    _write(target, "/opt/redis/docker-compose.yml", COMPOSE.format(
        image=REDIS_IMAGES[0], container=TARGET_REDIS, address=ADDRESSES[TARGET]))
    target.run(["docker", "compose", "up", "-d"], user="admin", directory="/opt/redis")
    wait_until(lambda: "Ready to accept connections" in target.run(["docker", "logs", TARGET_REDIS]).stdout, 30,
               "the new Redis to be ready")


def _ping(machine: Machine, password: str) -> None:
    machine.run(["docker", "run", "--rm", "--network", "host", REDIS_IMAGES[0], "redis-cli", "-h", ADDRESSES[TARGET],
                 "-a", password, "ping"], user="admin")


def _update_workers(source: Machine, password: str) -> None:
    compose = ["docker", "compose", "-f", COMPOSE_FILE]
    edit = f"s|^REDIS_URL=.*|REDIS_URL={new_url(password)}|"
    source.run(["sed", "-i", edit, ".env"], user="admin", directory=PROJECT_DIRECTORY)
    source.run([*compose, "down"], user="admin", directory=PROJECT_DIRECTORY)
    source.run([*compose, "up", "-d"], user="admin", directory=PROJECT_DIRECTORY)


def _update_app(source: Machine, password: str) -> None:
    """As Coolify deploys: the container is made again with the new environment."""
    source.run(["docker", "stop", APP])
    source.run(["docker", "rm", APP])
    fiskai.run_app(source, new_url(password))
    fiskai.wait_for_workers(source)


def _write(machine: Machine, path: str, text: str) -> None:
    machine.run(["sh", "-c", f"cat >{path}"], user="admin", input=text)
