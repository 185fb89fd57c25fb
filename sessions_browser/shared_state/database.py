"""The one thing to do about database connections while a page waits for something else."""

from __future__ import annotations

from django.db import connections


def give_back_connections() -> None:
    """Those of this thread, to the pool if they are of one; the next query takes one anew.

    In a transaction nothing is given back.
    """
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
            connection.close()
