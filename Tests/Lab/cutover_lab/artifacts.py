"""The cache of built things: each one a folder named by the hash of what went into it, complete or not there."""
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from .settings import cache_directory


def digest(*inputs: str | Path) -> str:
    """The hash of strings and of files and folders, with their names and contents."""
    total = hashlib.sha256()
    for item in inputs:
        if isinstance(item, Path):
            for file in sorted(item.rglob("*")) if item.is_dir() else [item]:
                if file.is_file() and "__pycache__" not in file.parts:
                    name = file.relative_to(item) if item.is_dir() else file.name
                    total.update(f"{name}\0{file.stat().st_mode & 0o777:o}\0".encode() + file.read_bytes() + b"\0")
        else:
            total.update(item.encode() + b"\0")
    return total.hexdigest()[:16]


def folder(name: str, version: str) -> Path:
    return cache_directory() / "artifacts" / f"{name}-{version}"


def artifact(name: str, version: str, make: Callable[[Path], None], say: Callable[[str], None]) -> Path:
    """The finished folder; made first if it is not there. The caller holds the build lock.

    It is made under another name and renamed when it is complete and on disk, so that a killed build
    leaves nothing that could be taken for a finished one.
    """
    final = folder(name, version)
    if final.is_dir():
        return final
    say(f"building {name}")
    final.parent.mkdir(parents=True, exist_ok=True)
    remove_remains(name)
    unfinished = final.with_name(f".unfinished-{name}-{version}-{os.getpid()}-{time.monotonic_ns()}")
    unfinished.mkdir()
    make(unfinished)
    os.sync()
    unfinished.rename(final)
    return final


def remove_remains(name: str) -> None:
    """Removes what killed builds of this name have left; a program of theirs may still be ending in there."""
    for remains in (cache_directory() / "artifacts").glob(f".unfinished-{name}-*"):
        shutil.rmtree(remains, ignore_errors=True)


def remove_superseded(name: str, keep: Path) -> None:
    """Removes the older versions of an artifact; those that a lab is mounted on stay."""
    mounts = Path("/proc/self/mounts").read_text()
    for other in keep.parent.glob(f"{name}-*"):
        if other != keep and len(other.name) == len(keep.name) and str(other) not in mounts:
            shutil.rmtree(other, ignore_errors=True)
