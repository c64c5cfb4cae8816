"""What a lab writes for its users: the fleet file, the laptop's key, the hosts' keys, and env.json."""
import json
import shutil

from .machine import Machine
from .settings import (ADDRESSES, APP, APP_PORT, COMPOSE_FILE, HOSTS, LAPTOP, PROJECT_DIRECTORY, SOURCE, SOURCE_REDIS,
                       TARGET, TARGET_REDIS, Lab)
from .shell import run

COOLIFY_APPLICATION = "labapp0000000000000fiskai"

FLEET = """\
# Written by `Tests/Lab/lab up`: the fleet of lab {prefix}.
fleet: fiskai
hosts:
  {source}: {{ address: {source_address}, user: admin, ssh: {{ key: id_ed25519, known_hosts: known_hosts, port: 22 }} }}
  {target}: {{ address: {target_address}, user: admin, ssh: {{ key: id_ed25519, known_hosts: known_hosts, port: 22 }} }}
redis:
  source: {{ host: {source}, container: {source_redis} }}
  target: {{ host: {target}, container: {target_redis}, directory: /opt/redis, publish: "{target_address}:6379",
            maxmemory: 512mb, password: {{ generate: true }} }}
workers:
  - {{ host: {source}, project: {project}, compose: {compose}, services: "worker-*", variable: REDIS_URL }}
app: {{ container: {{ host: {source}, name: {app} }} }}
producers:
  - {{ name: regulatory trigger, queue: scheduled,
      http: {{ method: POST, url: "http://{source_address}:{app_port}/api/regulatory/trigger" }} }}
checks: {{ allowed_mounts: ["worker-content-sync:/content"], started: "Worker started|ready|listening" }}
policy: {{ write_pause: 1s, drain: 60s, soak: 1m }}
"""


def fleet_file(lab: Lab) -> str:
    return FLEET.format(
        prefix=lab.prefix, source=SOURCE, source_address=ADDRESSES[SOURCE], target=TARGET,
        target_address=ADDRESSES[TARGET], source_redis=SOURCE_REDIS, target_redis=TARGET_REDIS,
        project=PROJECT_DIRECTORY, compose=COMPOSE_FILE, app=APP, app_port=APP_PORT)


def write_keys(lab: Lab) -> str:
    """A new key of the laptop and the hosts' keys in the lab's output folder; returns the laptop's public key."""
    shutil.rmtree(lab.output, ignore_errors=True)
    lab.output.mkdir(parents=True)
    run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"laptop@{lab.prefix}", "-f", lab.key])
    for host in HOSTS:
        folder = lab.directory / "keys" / host
        folder.mkdir(parents=True)
        for kind in ("ed25519", "ecdsa"):
            run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", host, "-f", folder / f"ssh_host_{kind}_key"])
    lines = []
    for host in HOSTS:
        for public in sorted((lab.directory / "keys" / host).glob("*.pub")):
            kind, key, _ = public.read_text().split(None, 2)
            lines.append(f"{ADDRESSES[host]} {kind} {key}\n")
    lab.known_hosts.write_text("".join(lines))
    return lab.key.with_suffix(".pub").read_text()


def write_files(lab: Lab, machines: list[Machine], options: dict) -> None:
    (lab.output / "fleet.yaml").write_text(fleet_file(lab))
    description = {
        "prefix": lab.prefix, "addresses": ADDRESSES, "user": "admin", "directory": str(lab.directory),
        "fleet": str(lab.output / "fleet.yaml"), "key": str(lab.key), "known_hosts": str(lab.known_hosts),
        "namespaces": {name: f"/run/netns/{lab.namespace(name)}" for name in (LAPTOP, *HOSTS)},
        "hosts": {machine.host: {"pid": machine.leader(), "root": str(machine.root), "docker": str(machine.docker)}
                  for machine in machines},
        **options,
    }
    (lab.output / "env.json").write_text(json.dumps(description, indent=2) + "\n")
