"""The runbook's "current state" on vps-01: the compose project with its Redis and workers, and the App."""
from . import fleetfile
from .machine import Machine
from .settings import (APP, APP_PORT, COMPOSE_FILE, LEDGER_VOLUME, OLD_REDIS_URL, PROJECT, PROJECT_DIRECTORY,
                       REDIS_IMAGES, SOURCE_REDIS, WORKER_IMAGE, WORKER_QUEUES)
from .shell import wait_until

# Only the line of REDIS_URL may differ after a cutover; everything else here is a trap for whoever edits the file.
ENVIRONMENT = """\
# FiskAI workers: production environment
# Ask in #ops before you change anything here.

NODE_ENV=production
APP_NAME="FiskAI \\"regulatory\\" workers"
#REDIS_URL=redis://localhost:6379
REDIS_URL_COMMENT='the old one was redis://10.0.0.5:6379 # not used'
OPENAI_API_KEY='sk-lab-$not-a#real=key'

    INDENTED=value with spaces     # and a comment after it
export LEGACY_EXPORT=1
MULTI="first line\\nsecond line"
{redis_url}
MY_REDIS_URL=redis://elsewhere:6379
EMPTY=

# the file ends without a newline
LAST_LINE="done"\
"""

WORKER = """\
  {service}:
    image: {image}
    container_name: fiskai-{service}
    command: python3 /opt/app/worker.py
    restart: unless-stopped
    stop_grace_period: 20s
    depends_on:
      - {redis}
    environment:
      REDIS_URL: ${{REDIS_URL}}
      WORKER_NAME: {service}
      QUEUES: {queues}
      LEDGER: /ledger/ledger.log
    networks:
      - default
      - coolify
    volumes:
      - ledger:/ledger
"""

COMPOSE = """\
name: {project}
services:
  {redis}:
    image: {redis_image}
    container_name: {redis}
    restart: unless-stopped
    command: redis-server --appendonly yes --maxmemory 2gb --maxmemory-policy allkeys-lru{debug}
    networks:
      - default
      - coolify
    volumes:
      - fiskai_redis_data:/data
{workers}
networks:
  coolify:
    external: true
volumes:
  fiskai_redis_data:
  ledger:
    name: {ledger}
    external: true
"""


def environment_file() -> str:
    return ENVIRONMENT.format(redis_url=f"REDIS_URL={OLD_REDIS_URL}")


def compose_file(debug_redis: bool) -> str:
    workers = []
    for service, queues in WORKER_QUEUES.items():
        text = WORKER.format(service=service, image=WORKER_IMAGE, redis=SOURCE_REDIS, queues=queues)
        workers.append(text + ("      - ./content:/content\n" if service == "worker-content-sync" else ""))
    return COMPOSE.format(project=PROJECT, redis=SOURCE_REDIS, redis_image=REDIS_IMAGES[0], workers="".join(workers),
                          ledger=LEDGER_VOLUME, debug=" --enable-debug-command yes" if debug_redis else "")


def write_files(machine: Machine, debug_redis: bool) -> None:
    """The project's folder as a developer left it: owned by admin, the environment readable by admin only."""
    folder = PROJECT_DIRECTORY
    script = (f"install -d -o admin -g admin {folder} {folder}/content && cd {folder} && umask 077 && cat >.env.new && "
              "chown admin:admin .env.new && chmod 600 .env.new && mv .env.new .env")
    machine.run(["sh", "-c", script], input=environment_file())
    machine.run(["sh", "-c", f"cat >{folder}/{COMPOSE_FILE} && chown admin:admin {folder}/{COMPOSE_FILE}"],
                input=compose_file(debug_redis))
    machine.run(["sh", "-c", "echo '# Regulations' >content/index.md && chown -R admin:admin content"], directory=folder)


def prepare_docker(machine: Machine) -> None:
    """What is there before the project: Coolify's network and the ledger's volume."""
    machine.run(["sh", "-c", "docker network inspect coolify >/dev/null 2>&1 || docker network create coolify"])
    machine.run(["docker", "volume", "create", LEDGER_VOLUME])


def compose_up(machine: Machine) -> None:
    machine.run(["docker", "compose", "-f", COMPOSE_FILE, "up", "-d"], user="admin", directory=PROJECT_DIRECTORY,
                timeout=180)


def run_app(machine: Machine, redis_url: str = OLD_REDIS_URL) -> None:
    """The App as Coolify deploys it: a container of its own, outside the compose project."""
    machine.run([
        "docker", "run", "-d", "--name", APP, "--network", "coolify", "--restart", "unless-stopped",
        "--publish", f"{APP_PORT}:{APP_PORT}", "--label", "coolify.managed=true",
        "--label", f"coolify.applicationId={fleetfile.COOLIFY_APPLICATION}", "--env", f"REDIS_URL={redis_url}",
        "--env", "LEDGER=/ledger/ledger.log", "--volume", f"{LEDGER_VOLUME}:/ledger", "--stop-timeout", "10",
        WORKER_IMAGE, "python3", "/opt/app/app.py"])


def worker_containers() -> list[str]:
    return [f"fiskai-{service}" for service in WORKER_QUEUES]


def app_container(machine: Machine) -> str:
    """The newest container of the App, whoever deployed it; empty where none runs."""
    names = machine.run(["docker", "ps", "--filter", "label=coolify.managed=true", "--format", "{{.Names}}"]).stdout
    return next(iter(names.split()), "")


def wait_for_workers(machine: Machine, seconds: float = 90) -> None:
    """Until every worker has said, since its own start, that it started, and the App listens."""
    waiting = [*((name, "Worker started") for name in worker_containers()), (APP, "App listening")]

    def all_started() -> bool:
        while waiting:
            name, words = waiting[0]
            name = app_container(machine) if name == APP else name
            started = machine.run(["docker", "inspect", "-f", "{{.State.StartedAt}}", name], check=False).stdout.strip()
            if not started:
                return False
            if words not in machine.run(["docker", "logs", "--since", started, name], check=False).stdout:
                return False
            waiting.pop(0)
        return True
    wait_until(all_started, seconds, "all workers and the App to start", 0.2)
