"""A stand-in for Coolify v4: a part of its API, and deployments that really make the App's container anew.

A program of its own, run on the host that has the App; it needs Python and the docker command only. What it answers
follows the contract of Coolify's API; it is not Coolify. `/lab/...` is the lab's own: no Coolify has that.
"""
import argparse
import json
import os
import re
import secrets
import socket
import subprocess
import threading
import time
from dataclasses import asdict, dataclass, field, fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

NUMBER = 7
IN_FLIGHT = ("queued", "in_progress")
FLAGS = {"is_preview": False, "is_literal": False, "is_multiline": False, "is_shown_once": False}
NEWER_FLAGS = {"is_runtime": True, "is_buildtime": True}
ABILITIES = ("read", "read:sensitive", "write", "deploy")


@dataclass
class Traps:
    """What goes wrong, or slowly; set by `POST /lab/traps`."""
    phantom: bool = False            # a deployment answers a UUID that is never stored
    fail: int = 0                    # so many of the next deployments fail in their build
    busy: int = 0                    # so many of the next calls get 429
    busy_seconds: int = 1            # what those say in Retry-After
    build_seconds: float = 1         # how long a build takes; a restart has none
    overlap_seconds: float = 1       # how long the old and the new App run side by side
    disabled: bool = False           # the API is switched off
    forbidden: bool = False          # the caller's address is not allowed
    old_version: bool = False        # the two newer flags are refused
    abilities: list = field(default_factory=lambda: list(ABILITIES))


class Docker:
    """The docker command of this host."""

    def run(self, *words: str, env: dict | None = None) -> str:
        ended = subprocess.run(["docker", *words], env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                               capture_output=True, text=True, timeout=120)
        if ended.returncode != 0:
            raise RuntimeError(f"docker {words[0]}: {ended.stderr.strip()[-300:]}")
        return ended.stdout.strip()


class Coolify:
    """What it knows, in a file that outlives it, and how it deploys."""

    def __init__(self, directory: Path, docker):
        self.file = directory / "state.json"
        self.docker = docker
        self.traps = Traps()
        self.changed = threading.Condition()
        self.state = json.loads(self.file.read_text())
        self.state.setdefault("deployments", [])
        # As after a crash of the real one: nobody works on what was in progress any more.
        for row in self.state["deployments"]:
            if row["status"] == "in_progress":
                row["status"] = "failed"
        self.save()

    def save(self) -> None:
        new = self.file.with_suffix(".new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self.state, file)
        new.rename(self.file)

    @property
    def uuid(self) -> str:
        return self.state["application"]

    # Variables

    def shown(self, row: dict) -> dict:
        """A row as this token may see it."""
        shown = {"uuid": row["uuid"], "key": row["key"], "is_shared": row.get("is_shared", False)}
        shown |= {flag: row[flag] for flag in (FLAGS if self.traps.old_version else FLAGS | NEWER_FLAGS)}
        if "read:sensitive" in self.traps.abilities and not row["is_shown_once"]:
            shown |= {"value": row["value"], "real_value": f"'{row['value']}'" if row["is_literal"] else row["value"]}
        return shown

    def find(self, key: str, is_preview: bool) -> dict | None:
        return next((row for row in self.state["variables"]
                     if row["key"] == key and row["is_preview"] == is_preview), None)

    def write(self, method: str, body: dict) -> tuple[int, object]:
        """POST or PATCH of a variable: every flag that is left out gets its default."""
        flags = FLAGS if self.traps.old_version else FLAGS | NEWER_FLAGS
        refused = set(body) - {"key", "value"} - set(flags)
        if refused:
            errors = {name: ["This field is not allowed."] for name in sorted(refused)}
            return 422, {"message": "Validation failed.", "errors": errors}
        found = self.find(body["key"], body.get("is_preview", False))
        new = {**FLAGS, **NEWER_FLAGS, **body}
        if method == "POST":
            if found:
                return 409, {"message": "Environment variable already exists. Use PATCH request to update it."}
            new["uuid"] = secrets.token_hex(12)
            self.state["variables"].append(new)
            self.save()
            return 201, {"uuid": new["uuid"]}
        if not found:
            return 404, {"message": "Environment variable not found."}
        found.update(new)
        self.save()
        return 201, self.shown(found)

    def delete(self, uuid: str) -> tuple[int, object]:
        rows = [row for row in self.state["variables"] if row["uuid"] != uuid]
        if len(rows) == len(self.state["variables"]):
            return 404, {"message": "Environment variable not found."}
        self.state["variables"] = rows
        self.save()
        return 200, {"message": "Environment variable deleted."}

    # Deployments

    def enqueue(self, restart_only: bool) -> str:
        """Puts a deployment into the queue; returns the UUID that is answered, which may be a phantom."""
        rows = self.state["deployments"]
        if self.traps.phantom and any(row["status"] in IN_FLIGHT for row in rows):
            return secrets.token_hex(12)
        number = max((row["id"] for row in rows), default=0) + 1
        row = {"id": number, "application_id": str(NUMBER), "deployment_uuid": secrets.token_hex(12),
               "status": "queued", "pull_request_id": 0, "restart_only": restart_only}
        rows.append(row)
        self.save()
        self.changed.notify_all()
        return secrets.token_hex(12) if self.traps.phantom else row["deployment_uuid"]

    def work(self) -> None:
        """Deploys what is queued, one after another, for ever."""
        while True:
            self.deploy_next()

    def deploy_next(self) -> None:
        with self.changed:
            queued = self.changed.wait_for(self.next_queued)
            queued["status"] = "in_progress"
            fails = self.traps.fail > 0
            self.traps.fail -= fails
            # A change of a variable from now on is too late for this deployment.
            environment = {row["key"]: row["value"] for row in self.state["variables"]
                           if not row["is_preview"] and row["is_runtime"]}
            self.save()
        try:
            ended = self.deploy(environment, 0 if queued["restart_only"] else self.traps.build_seconds, fails)
        except Exception as error:  # The queue goes on whatever happened to one deployment.
            print(f"deployment failed: {error}", flush=True)
            ended = "failed"
        with self.changed:
            queued["status"] = ended
            self.save()
            self.changed.notify_all()

    def next_queued(self) -> dict | None:
        return next((row for row in self.state["deployments"] if row["status"] == "queued"), None)

    def deploy(self, environment: dict[str, str], build_seconds: float, fails: bool) -> str:
        """A rolling update: the new container runs before the old ones go. A failed build leaves them."""
        time.sleep(build_seconds)
        if fails:
            return "failed"
        old = self.containers()
        name = f"{self.uuid}-{time.time_ns() // 1000}"
        # The values go by the environment of docker, never by its arguments.
        self.docker.run(
            "run", "-d", "--name", name, "--network", "coolify", "--restart", "unless-stopped", "--label",
            "coolify.managed=true", "--label", f"coolify.applicationId={NUMBER}", "--label", f"coolify.name={name}",
            "--label", "coolify.type=application", *(word for key in environment for word in ("--env", key)),
            *self.state["options"], self.state["image"], *self.state["command"], env=environment)
        if not self.becomes_ready(name):
            self.docker.run("rm", "-f", name)
            return "failed"
        time.sleep(self.traps.overlap_seconds)
        for container in old:
            self.docker.run("stop", "-t", "10", container)
            self.docker.run("rm", "-f", container)
        return "finished"

    def containers(self) -> list[str]:
        """The names of the App's containers, the newest first."""
        words = ("ps", "-a", "--filter", f"label=coolify.applicationId={NUMBER}", "--format", "{{.Names}}")
        return sorted(self.docker.run(*words).split(), reverse=True)

    def becomes_ready(self, name: str, seconds: float = 20) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.docker.run("inspect", "-f", "{{.State.Running}} {{.RestartCount}}", name) != "true 0":
                return False
            if self.state["ready"] in self.docker.run("logs", name):
                return True
            time.sleep(0.1)
        return False

    def backend(self) -> tuple[str, int]:
        """Where the newest container that is ready serves."""
        for name in self.containers():
            address = self.docker.run("inspect", "-f", "{{.NetworkSettings.Networks.coolify.IPAddress}}", name)
            if address:
                return address, self.state["port"]
        raise OSError("the App does not run")


class Handler(BaseHTTPRequestHandler):
    """One connection to the API."""
    protocol_version = "HTTP/1.1"
    coolify: Coolify

    def log_message(self, *_) -> None:
        """Nothing: a request may hold a value."""

    def handle_call(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {}
        with self.coolify.changed:
            status, answer = self.answer(body, headers)
        text = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(text), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PATCH = do_DELETE = handle_call

    def answer(self, body: bytes, headers: dict) -> tuple[int, object]:
        url = urlsplit(self.path)
        if url.path in ("/api/health", "/api/v1/health"):
            return 200, "OK"
        if url.path.startswith("/lab/"):
            return self.lab(url.path, body)
        if not url.path.startswith("/api/v1/"):
            return 404, {"message": "Not found."}
        traps = self.coolify.traps
        if traps.busy > 0:
            traps.busy -= 1
            headers["Retry-After"] = traps.busy_seconds
            return 429, {"message": "Too Many Attempts."}
        if self.headers.get("Authorization") != f"Bearer {self.coolify.state['token']}":
            return 401, {"message": "Unauthenticated."}
        if traps.disabled:
            return 403, {"success": True, "message": "API is disabled."}
        if traps.forbidden:
            return 403, {"success": True, "message": "You are not allowed to access the API."}
        fields_of_body = None
        if self.command in ("POST", "PATCH"):
            try:
                fields_of_body = json.loads(body) if self.headers.get("Content-Type") == "application/json" else None
            except ValueError:
                pass
            if fields_of_body is None:
                return 400, {"message": "Invalid request.", "error": "Content-Type must be application/json."}
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        return self.call(url.path.removeprefix("/api/v1"), query, fields_of_body)

    def call(self, path: str, query: dict, body: dict | None) -> tuple[int, object]:
        coolify, application = self.coolify, f"/applications/{self.coolify.uuid}"
        if path in ("/deploy", f"{application}/restart") and self.command == "GET":
            return 405, {"message": "This endpoint has changed to a POST request."}
        needed = ("read" if self.command == "GET" else
                  "deploy" if path.endswith(("/deploy", "/restart")) else "write")
        if needed not in coolify.traps.abilities:
            return 403, {"message": f"Missing required permissions: {needed}"}
        match self.command, path:
            case "GET", found if found == application:
                return 200, {"uuid": coolify.uuid, "name": "fiskai", "fqdn": None, "build_pack": "nixpacks",
                             "status": "running:healthy"}
            case "GET", found if found == f"{application}/envs":
                return 200, [coolify.shown(row) for row in coolify.state["variables"]]
            case ("POST" | "PATCH") as method, found if found == f"{application}/envs":
                return coolify.write(method, body)
            case "DELETE", found if found.startswith(f"{application}/envs/"):
                return coolify.delete(found.rpartition("/")[2])
            case "POST", "/deploy" if query.get("uuid", body.get("uuid")) == coolify.uuid:
                return 200, {"deployments": [{"message": "Application fiskai deployment queued.",
                                              "resource_uuid": coolify.uuid,
                                              "deployment_uuid": coolify.enqueue(restart_only=False)}]}
            case "POST", found if found == f"{application}/restart":
                return 200, {"message": "Restart request queued.",
                             "deployment_uuid": coolify.enqueue(restart_only=True)}
            case "GET", found if found == f"/deployments{application}":
                rows = sorted(coolify.state["deployments"], key=lambda row: -row["id"])
                skip, take = int(query.get("skip", 0)), int(query.get("take", 10))
                return 200, {"count": len(rows), "deployments": rows[skip:skip + take]}
            case "GET", found if re.fullmatch("/deployments/[^/]+", found):
                for row in coolify.state["deployments"]:
                    if row["deployment_uuid"] == found.rpartition("/")[2]:
                        return 200, row
                return 404, {"message": "Deployment not found."}
        return 404, {"message": "Not found."}

    def lab(self, path: str, body: bytes) -> tuple[int, object]:
        """The lab's own: the traps, and the queue without a token."""
        coolify = self.coolify
        if (self.command, path) == ("POST", "/lab/traps"):
            wanted = json.loads(body or b"{}")
            unknown = set(wanted) - {trap.name for trap in fields(Traps)}
            if unknown:
                return 422, {"error": f"no such trap: {', '.join(sorted(unknown))}"}
            # What is not named is off again.
            coolify.traps = Traps(**wanted)
            return 200, asdict(coolify.traps)
        if (self.command, path) == ("POST", "/lab/deploy"):
            return 200, {"deployment_uuid": coolify.enqueue(restart_only=False)}
        if (self.command, path) == ("GET", "/lab/queue"):
            return 200, coolify.state["deployments"]
        return 404, {"error": f"no {self.command} {path}"}


def pass_on(port: int, coolify: Coolify) -> socket.socket:
    """Coolify's proxy: every connection to the App's port goes to its newest container."""
    listener = socket.create_server(("0.0.0.0", port), backlog=64)

    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, target):
                end.close()

    def serve(client: socket.socket) -> None:
        try:
            with client, socket.create_connection(coolify.backend(), 5) as backend:
                backend.settimeout(None)
                back = threading.Thread(target=pump, args=(backend, client), daemon=True)
                back.start()
                pump(client, backend)
                back.join()
        except (OSError, RuntimeError):
            client.close()

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return listener


def server(address: tuple[str, int], coolify: Coolify) -> ThreadingHTTPServer:
    """The API; `serve_forever` runs it."""
    return ThreadingHTTPServer(address, type("Bound", (Handler,), {"coolify": coolify}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--state", type=Path, required=True, help="folder of state.json")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    coolify = Coolify(options.state, Docker())
    threading.Thread(target=coolify.work, daemon=True).start()
    pass_on(coolify.state["port"], coolify)
    print(f"stand-in for Coolify listening on {options.port}", flush=True)
    server(("0.0.0.0", options.port), coolify).serve_forever()


if __name__ == "__main__":
    main()
