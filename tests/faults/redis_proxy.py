"""A real Redis behind a relay that misbehaves when asked to."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

SLOW_SECONDS = 0.5
WRITES = (b"MULTI", b"SET", b"DEL", b"SETEX", b"EXPIRE", b"INCRBY", b"EVALSHA", b"EVAL", b"SCRIPT")
# Answers to every command, and answers to those that write.
REFUSES_ALL = {
    "loading": b"-LOADING Redis is loading the dataset in memory\r\n",
    "noauth": b"-NOAUTH Authentication required.\r\n",
    "garbage": b"\x00\xff?!garbage\r\n",
}
REFUSES_WRITES = {
    "oom": b"-OOM command not allowed when used memory > 'maxmemory'.\r\n",
    "readonly": b"-READONLY You can't write against a read only replica.\r\n",
    "misconf": b"-MISCONF Redis is configured to save RDB snapshots, but it cannot.\r\n",
}
# Every third command ends so, the others are answered.
THIRDS = {"third_reset": "reset", "third_slow": "slow", "third_loading": "loading"}
MODES = ("down", "hang", "slow", "reset", "maxclients", *REFUSES_ALL, *REFUSES_WRITES, *THIRDS)


class _Relay(socketserver.BaseRequestHandler):
    server: RedisProxy

    def handle(self) -> None:
        client: socket.socket = self.request
        mode = self.server.mode
        if mode == "down":
            _reset(client)
        elif mode == "maxclients":
            client.sendall(b"-ERR max number of clients reached\r\n")
        else:
            with suppress(OSError):
                self._relay(client)

    def _relay(self, client: socket.socket) -> None:
        with socket.create_connection(self.server.redis, timeout=10) as redis:
            while chunk := client.recv(1 << 20):
                self.server.commands += 1
                mode = self.server.mode_of_this_command()
                if mode in ("down", "reset", "maxclients"):
                    return _reset(client)
                if mode == "hang":
                    self.server.well.wait(30)
                    return None
                if refusal := _refusal(mode, chunk):
                    client.sendall(refusal * chunk.count(b"\r\n*") + refusal)
                    continue
                if mode == "slow":
                    time.sleep(SLOW_SECONDS)
                redis.sendall(chunk)
                redis.settimeout(10)
                client.sendall(redis.recv(1 << 20))
                redis.settimeout(0.02)
                with suppress(TimeoutError):
                    while rest := redis.recv(1 << 20):
                        client.sendall(rest)
        return None


class RedisProxy(socketserver.ThreadingTCPServer):
    """commands: how many times something was asked of it, whatever became of it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, redis_url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Relay)
        parts = urlsplit(redis_url)
        self.redis = (parts.hostname or "", parts.port or 0)
        self.mode = "ok"
        self.commands = 0
        self.well = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.server_address[1]}/0"

    def switch(self, mode: str) -> None:
        self.mode = mode
        self.well.set()
        self.well = threading.Event()

    def mode_of_this_command(self) -> str:
        if self.mode not in THIRDS:
            return self.mode
        return "ok" if self.commands % 3 else THIRDS[self.mode]

    def handle_error(self, *_: Any) -> None:
        """A client that has gone away is what it is for."""


def _refusal(mode: str, chunk: bytes) -> bytes:
    if mode in REFUSES_ALL:
        return REFUSES_ALL[mode]
    name = chunk.split(b"\r\n")[2].upper() if chunk.startswith(b"*") else b""
    return REFUSES_WRITES[mode] if mode in REFUSES_WRITES and name in WRITES else b""


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
