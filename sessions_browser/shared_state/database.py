"""What to do about database connections while a page waits, and about whoever is frozen."""

from __future__ import annotations

from django.db import connection, connections


def give_back_connections() -> None:
    """Those of this thread, to the pool if they are of one; the next query takes one anew.

    In a transaction nothing is given back.
    """
    for one in connections.all(initialized_only=True):
        if one.settings_dict["OPTIONS"].get("pool") and not one.in_atomic_block:
            one.close()


def let_go_when_frozen(seconds: int) -> None:
    """In a transaction: PostgreSQL ends it when this process has been silent for so long.

    Else one that is frozen would keep its locks. What has a lock in a file of SQLite keeps it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{seconds:d}s'")
