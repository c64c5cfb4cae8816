"""The App as Coolify deploys it: a stand-in for Coolify on the host that has the App, and the lab's hold on it.

See `coolify_standin.py`, the program that runs there. `start` takes the plain container `fiskai-app` away; `reset` of
the lab brings it back.
"""
import http.client
import inspect
import json
import secrets

from . import coolify_standin, network, sockets
from .errors import LabError
from .fleetfile import COOLIFY_APPLICATION
from .machine import Machine
from .settings import (ADDRESSES, APP, APP_PORT, LAPTOP, LEDGER_VOLUME, OLD_REDIS_URL, SOURCE, WORKER_IMAGE, Lab)
from .shell import wait_until

PORT = 8000
UNIT = "coolify-standin.service"
PROGRAM = "/usr/local/lib/coolify-standin/coolify_standin.py"
STATE = "/var/lib/coolify-standin"
# Where the coordinator of the lab's laptop finds the token.
TOKEN_VARIABLE = "COOLIFY_TOKEN"

SERVICE = f"""\
[Unit]
Description=Stand-in for Coolify (a lab's, not the real one)
After=docker.service
Wants=docker.service

[Service]
ExecStart=/usr/bin/python3 {PROGRAM} --state {STATE} --port {PORT}
Restart=always
RestartSec=1

[Install]
WantedBy=multi-user.target
"""


def fleet_entry() -> str:
    """The line of the fleet file in place of `app: { container: … }`."""
    return (f'app: {{ coolify: {{ url: "http://{ADDRESSES[SOURCE]}:{PORT}", application: {COOLIFY_APPLICATION}, '
            f"token: {{ env: {TOKEN_VARIABLE} }}, variable: REDIS_URL }} }}")


def variable(key: str, value: str, **flags: bool) -> dict:
    """A stored variable."""
    return {**coolify_standin.FLAGS, **coolify_standin.NEWER_FLAGS, "uuid": secrets.token_hex(12), "key": key,
            "value": value, **flags}


def first_state(token: str, redis_url: str) -> dict:
    """What Coolify knows before the run: the App's variables, each with its duplicate for previews."""
    return {
        "token": token, "application": COOLIFY_APPLICATION, "image": WORKER_IMAGE, "port": APP_PORT,
        "command": ["python3", "/opt/app/app.py"], "ready": "App listening",
        "options": ["--volume", f"{LEDGER_VOLUME}:/ledger", "--stop-timeout", "10"],
        "variables": [
            variable("REDIS_URL", "redis://preview:6379", is_preview=True, is_literal=True),
            variable("REDIS_URL", redis_url, is_literal=True, is_buildtime=False),
            variable("LEDGER", "/ledger/ledger.log"),
            variable("APP_NAME", 'FiskAI "regulatory" $app', is_literal=True),
        ],
    }


def start(lab: Lab, redis_url: str = OLD_REDIS_URL) -> str:
    """Puts the App into the hands of the stand-in; returns the token of its API."""
    machine = Machine(lab, SOURCE)
    token = f"3|{secrets.token_hex(20)}"
    stop(machine)
    machine.run(["docker", "rm", "-f", APP])
    for path, text in ((PROGRAM, inspect.getsource(coolify_standin)), (f"/etc/systemd/system/{UNIT}", SERVICE),
                       (f"{STATE}/state.json", json.dumps(first_state(token, redis_url)))):
        # By standard input: the state holds the token and a URL.
        machine.run(["sh", "-c", 'umask 077; mkdir -p "$(dirname "$1")" && cat >"$1"', "sh", path], input=text)
    machine.run(["systemctl", "daemon-reload"])
    machine.run(["systemctl", "enable", "--now", UNIT])
    wait_until(lambda: answers(lab), 20, "the stand-in for Coolify to answer", 0.1)
    _request(lab, "POST", "/lab/deploy")
    wait_for_queue(lab)
    if deployments(lab)[-1]["status"] != "finished":
        raise LabError("the App was not deployed: see `lab exec vps-01 -- journalctl -u coolify-standin`")
    return token


def stop(machine: Machine) -> None:
    """No stand-in, and nothing of it; nothing there is fine, too."""
    unit = f"/etc/systemd/system/{UNIT}"
    machine.run(["sh", "-c", f"[ ! -e {unit} ] || {{ systemctl disable --now {UNIT}; rm -rf {STATE} {unit}; "
                             "systemctl daemon-reload; }"])


def set_traps(lab: Lab, **traps) -> None:
    """From now on these go wrong, and no others; see `Traps`."""
    status, answer = _request(lab, "POST", "/lab/traps", traps)
    if status != 200:
        raise LabError(f"the stand-in for Coolify took no {traps}: {answer}")


def deployments(lab: Lab) -> list[dict]:
    """The rows of the queue, the oldest first."""
    return _request(lab, "GET", "/lab/queue")[1]


def wait_for_queue(lab: Lab, seconds: float = 60) -> None:
    """Until no deployment is in flight."""
    wait_until(lambda: all(row["status"] not in coolify_standin.IN_FLIGHT for row in deployments(lab)), seconds,
               "the deployments to end", 0.2)


def environment(lab: Lab) -> dict[str, dict[str, str]]:
    """The environment of each container of the App that exists: the proof of a deployment."""
    machine = Machine(lab, SOURCE)
    label = f"label=coolify.applicationId={coolify_standin.NUMBER}"
    names = machine.run(["docker", "ps", "-a", "--filter", label, "--format", "{{.Names}}"]).stdout.split()
    inspected = json.loads(machine.run(["docker", "inspect", *names]).stdout) if names else []
    return {container["Name"].lstrip("/"): dict(line.split("=", 1) for line in container["Config"]["Env"])
            for container in inspected}


def answers(lab: Lab) -> bool:
    """Whether the stand-in is there."""
    try:
        return _request(lab, "GET", "/api/health")[0] == 200
    except LabError:
        return False


def _request(lab: Lab, method: str, path: str, body: dict | None = None) -> tuple[int, object]:
    """Asks the stand-in from the laptop, over the tailnet."""
    connection = http.client.HTTPConnection(ADDRESSES[SOURCE], PORT, timeout=15)
    try:
        connection.sock = sockets.connect(network.path(lab.namespace(LAPTOP)), (ADDRESSES[SOURCE], PORT), 5)
        text = None if body is None else json.dumps(body)
        connection.request(method, path, text, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise LabError(f"the stand-in for Coolify does not answer {method} {path}: {error!r}") from error
    finally:
        connection.close()
