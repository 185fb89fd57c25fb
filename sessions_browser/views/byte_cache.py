"""A cache of this process that is bounded in bytes: what it holds differs in size by far."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ByteCache(Generic[K, V]):
    """The least recently used leaves first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, size: int) -> None:
        """size: in bytes, of the value and of what its key keeps alive."""
        with self._lock:
            self._drop(key)
            if size > self._most_bytes:
                return
            while self.bytes + size > self._most_bytes:
                self._drop(next(iter(self._entries)))
            self._entries[key] = value, size
            self.bytes += size

    def _drop(self, key: K) -> None:
        _, size = self._entries.pop(key, (None, 0))
        self.bytes -= size
