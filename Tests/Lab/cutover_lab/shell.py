"""Running commands of this machine: quiet, and with their last words when they fail."""
import fcntl
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from .errors import LabError


def run(command, *, check=True, stdin=None, input=None, timeout=None, cwd=None,
        env=None) -> subprocess.CompletedProcess:
    """Runs a command to its end with its output captured; a failure becomes a LabError."""
    arguments = [str(part) for part in command]
    try:
        result = subprocess.run(
            arguments, stdin=subprocess.DEVNULL if stdin is None and input is None else stdin, input=input,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", timeout=timeout, cwd=cwd,
            env=env)
    except FileNotFoundError as error:
        raise LabError(f"{arguments[0]} is not installed: run `Tests/Lab/lab install`") from error
    except subprocess.TimeoutExpired as error:
        raise LabError(f"{' '.join(arguments)[:200]}: no end after {timeout} s") from error
    if check and result.returncode != 0:
        words = (result.stderr.strip() or result.stdout.strip())[-1500:]
        raise LabError(f"{' '.join(arguments)[:300]}: exit {result.returncode}: {words}")
    return result


def wait_until(condition, seconds: float, what: str, interval: float = 0.05):
    """Polls until the condition gives a true value and returns it; what is named when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise LabError(f"{what}: not within {seconds:g} s")
        time.sleep(interval)


@contextmanager
def exclusive(path: Path):
    """One process at a time holds the lock at the path; the kernel releases it when a holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
