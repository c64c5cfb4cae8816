"""The product as its users run it: the coordinator on the laptop's network, the agents that it brings to the hosts."""
import json
import os
import subprocess
import sys
from pathlib import Path

from . import network
from .settings import LAPTOP, REPOSITORY, Lab

# What each build calls its two programs; the debug agent is linked statically by scripts/link-debug-agent.
BUILDS = {
    "debug": (REPOSITORY / ".build/debug/coordinator", REPOSITORY / ".build/debug/cutover-agent-lab"),
    "release": (REPOSITORY / ".build/release/coordinator", REPOSITORY / ".build/release/cutover-agent"),
}


class Product:
    """One build of the product, and the laptop folders of one lab."""

    def __init__(self, lab: Lab, build: str):
        self.lab = lab
        self.coordinator, self.agent = BUILDS[build]
        self.fleet = lab.output / "fleet.yaml"
        self.home = lab.output / "laptop"
        # The lab's App goes on with the old Redis, so that what becomes of its adds is seen; `app.py` moves it.
        self.moves_app = False
        # Variables of the laptop's environment: where secrets come from.
        self.variables: dict[str, str] = {}

    def command(self, *arguments: str) -> list[str]:
        """The command line, on the laptop's network."""
        if arguments[0] in ("cutover", "rollback") and not self.moves_app:
            arguments = (*arguments, "--workers-only")
        return network.inside(self.lab, LAPTOP, [str(self.coordinator), *arguments])

    def environment(self) -> dict[str, str]:
        """A laptop of its own: nothing of this machine's user is read or written."""
        self.home.mkdir(parents=True, exist_ok=True)
        return {**os.environ, "HOME": str(self.home), "USER": "tester", "XDG_CONFIG_HOME": str(self.home / "config"),
                "XDG_STATE_HOME": str(self.home / "state"), "SSH_AUTH_SOCK": "", "NO_COLOR": "1",
                **self.variables}

    def run(self, command: str, *arguments: str, timeout: float = 300, fleet: Path | None = None,
            show: bool = False) -> subprocess.CompletedProcess:
        """Runs one command of the coordinator to its end. Shown, its output goes to the screen as well."""
        words = self.command(command, "--fleet", str(fleet or self.fleet), *arguments)
        if not show:
            return subprocess.run(words, env=self.environment(), capture_output=True, text=True, timeout=timeout,
                                  stdin=subprocess.DEVNULL)
        process = subprocess.Popen(words, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        lines = []
        for line in process.stdout:
            lines.append(line)
            sys.stdout.write(line)
            sys.stdout.flush()
        return subprocess.CompletedProcess(words, process.wait(timeout), "".join(lines), "")

    def bootstrap(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        """Brings this build's agent to the hosts."""
        return self.run("bootstrap", "--yes", "--agent", str(self.agent), *arguments, **options)

    def status(self) -> dict:
        """The fleet as the coordinator sees it."""
        return json.loads(self.run("status", "--json").stdout)

    def last_run(self) -> dict:
        """The summary of the newest run of this laptop."""
        files = sorted((self.home / "state/cutover/fiskai/runs").glob("*.json"), key=lambda file: file.stat().st_mtime)
        return json.loads(files[-1].read_text())
