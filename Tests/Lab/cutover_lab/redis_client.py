"""A small Redis client: RESP2 over a socket, pipelined."""
import socket


class RedisError(Exception):
    """An error that Redis answered."""


class Redis:
    """One connection. Replies are str, int, None, lists, or RedisError objects where a pipeline asked for many."""

    def __init__(self, connection: socket.socket, password: str | None = None):
        self.connection = connection
        self.buffer = connection.makefile("rb")
        if password:
            self.call("AUTH", password)

    def call(self, *command):
        reply = self.pipeline([command])[0]
        if isinstance(reply, RedisError):
            raise reply
        return reply

    def pipeline(self, commands: list) -> list:
        self.connection.sendall(b"".join(encode(command) for command in commands))
        return [self._reply() for _ in commands]

    def transaction(self, commands: list) -> list:
        """All commands at one moment (MULTI)."""
        replies = self.pipeline([("MULTI",), *commands, ("EXEC",)])
        for reply in replies:
            if isinstance(reply, RedisError):
                raise reply
        return replies[-1]

    def info(self, *sections: str) -> dict[str, str]:
        lines = self.call("INFO", *sections).splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def close(self) -> None:
        self.buffer.close()
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _reply(self):
        line = self.buffer.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("Redis closed the connection")
        kind, rest = line[:1], line[1:-2].decode(errors="replace")
        if kind == b"+":
            return rest
        if kind == b"-":
            return RedisError(rest)
        if kind == b":":
            return int(rest)
        size = int(rest)
        if size < 0:
            return None
        if kind == b"$":
            return self.buffer.read(size + 2)[:-2].decode(errors="replace")
        return [self._reply() for _ in range(size)]


def encode(command) -> bytes:
    parts = [part if isinstance(part, bytes) else str(part).encode() for part in command]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
