"""Docker of a host, asked through its socket without entering the host."""
import http.client
import json
import socket
from urllib.parse import quote

from .errors import LabError
from .machine import Machine


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("docker", timeout=30)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


class Docker:
    """The Docker Engine API (v1.41) of one host."""

    def __init__(self, machine: Machine):
        self.machine = machine

    def get(self, path: str):
        """The parsed answer, or None when there is no such thing."""
        connection = _Connection(f"/proc/{self.machine.leader()}/root/run/docker.sock")
        try:
            connection.request("GET", f"/v1.41{path}")
            answer = connection.getresponse()
            body = answer.read()
        except OSError as error:
            raise LabError(f"docker of {self.machine.host} does not answer: {error}") from error
        finally:
            connection.close()
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise LabError(f"docker of {self.machine.host}: GET {path}: {answer.status} {body[:200]!r}")
        return json.loads(body)

    def inspect(self, container: str) -> dict | None:
        return self.get(f"/containers/{container}/json")

    def containers(self, **filters: list[str]) -> list[dict]:
        return self.get(f"/containers/json?all=true&filters={quote(json.dumps(filters))}")

    def network_namespace(self, container: dict) -> str:
        """The container's network namespace as a path of this machine."""
        key = container["NetworkSettings"]["SandboxKey"]
        return f"/proc/{self.machine.leader()}/root{key.replace('/var/run/', '/run/')}"
