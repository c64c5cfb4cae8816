"""Sockets in another network namespace: connected there, used here."""
import ctypes
import os
import socket
import threading
from pathlib import Path
from typing import Callable

CLONE_NEWNET = 0x40000000


def connect(namespace: Path | str, address: tuple[str, int], timeout: float = 5) -> socket.socket:
    """A TCP connection made inside a network namespace."""
    return _inside(namespace, lambda: socket.create_connection(address, timeout))


def listen(namespace: Path | str, address: tuple[str, int]) -> socket.socket:
    """A TCP socket that listens inside a network namespace."""
    return _inside(namespace, lambda: socket.create_server(address))


def _inside(namespace: Path | str, make: Callable[[], socket.socket]) -> socket.socket:
    """A socket made inside a network namespace (setns(2)); only a short-lived thread enters it."""
    result: list = []

    def enter() -> None:
        try:
            descriptor = os.open(namespace, os.O_RDONLY)
            try:
                if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), f"setns {namespace}")
            finally:
                os.close(descriptor)
            result.append(make())
        except OSError as error:
            result.append(error)
    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    if isinstance(result[0], OSError):
        raise result[0]
    return result[0]
