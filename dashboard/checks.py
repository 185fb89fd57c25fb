"""Django's check of the database: how many connections the server may open, said at the start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info
from django.db import connection

from sessions_browser.jobs.workers import ENGINE_CONNECTIONS


def tell_database_connections(**_: Any) -> list[CheckMessage]:
    pool = connection.settings_dict["OPTIONS"].get("pool")
    return [told(settings.WEB_PROCESSES, pool["max_size"])] if pool else []


def told(processes: int, each: int) -> CheckMessage:
    """each: connections of one process at most."""
    return Info(
        f"This server opens at most {processes * each} connections to PostgreSQL:"
        f" WEB_PROCESSES={processes}, {each} each. While it works at jobs there are"
        f" {ENGINE_CONNECTIONS} more.",
        hint="With those of other machines and programs they must stay below PostgreSQL's"
        " max_connections, which is 100 by default. DATABASE_CONNECTIONS changes them.",
        id="dashboard.I001",
    )
