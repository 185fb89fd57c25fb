"""What goes into the shared cache: JSON, so that nobody who can write there can run code here."""

from __future__ import annotations

import json
from typing import Any


class JSONSerializer:
    """For Django's Redis cache, whose own serializer is pickle. A foreign value is None."""

    def dumps(self, value: Any) -> int | bytes:
        # Redis itself counts with whole numbers, so they stay bare.
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return json.dumps(value, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            # Nothing is wrong with the store, so this is a miss and not its failure.
            return None
