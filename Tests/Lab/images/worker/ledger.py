"""The ledger: what was really added and done, kept outside Redis. One line an event, one write a line."""
import os
import time

PATH = os.environ.get("LEDGER", "/ledger/ledger.log")


class Ledger:
    """Appends lines; the kernel keeps the lines of all containers whole (O_APPEND, one write)."""

    def __init__(self):
        self.file = os.open(PATH, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, *lines: tuple) -> None:
        text = "".join(" ".join(map(str, line)) + "\n" for line in lines)
        os.write(self.file, text.encode())


def now() -> str:
    return f"{time.time():.6f}"


def word(text: object) -> str:
    """A reason as one word of a line."""
    return "_".join(str(text).split())[:160] or "-"
