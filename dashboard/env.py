"""Read settings from the environment, and fail loudly on a value that cannot be meant."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
# In seconds: how long to wait for a free connection, and how often one that nobody needs is closed.
POOL = {"min_size": 1, "timeout": 10.0, "max_idle": 2.0}
PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


# Every name that was asked for, so that the demo can do without the caller's settings.
names_read: set[str] = set()


def env(name: str, default: str = "") -> str:
    """An empty variable counts as unset."""
    names_read.add(name)
    return os.environ.get(name, "").strip() or default


def env_secret(name: str) -> str:
    """`NAME`, or the content of the file that `NAME_FILE` names; never both."""
    path = env(f"{name}_FILE")
    if not path:
        return env(name)
    if env(name):
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error


def env_bool(name: str, *, default: bool) -> bool:
    value = env(name).lower()
    if not value:
        return default
    if value in TRUE or value in FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be one of {', '.join(TRUE + FALSE)}.")


def env_int(name: str, default: int, *, least: int, most: int) -> int:
    value = env(name)
    if not value:
        return default
    if value.isascii() and value.isdigit() and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}.")


def env_path(name: str) -> str:
    """A path such as "/tools/sessions", or ""."""
    value = env(name).rstrip("/")
    if not PATH.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name} must be a path such as /sessions, of letters, digits, '.', '_' and '-'."
        )
    return value


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Separated by commas."""
    return [part.strip() for part in env(name).split(",") if part.strip()] or list(default)


def database(url: str, base_dir: Path, most_connections: int) -> dict[str, object]:
    """`sqlite:///path` (relative to `base_dir`; four slashes for an absolute one) or
    `postgresql://user:password@host:port/name`, with libpq's options behind a "?".

    most_connections: of this process, to PostgreSQL.
    """
    advice = (
        "DATABASE_URL must look like sqlite:///path or postgresql://user:password@host:port/name."
    )
    parts = urlsplit(url)
    path = unquote(parts.path[1:])
    try:
        port = parts.port or ""
    except ValueError:
        raise ImproperlyConfigured(advice) from None
    if parts.scheme == "sqlite" and path:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": base_dir / path,
            "CONN_MAX_AGE": 60,
            # Writers wait for each other instead of failing; readers do not wait at all.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme in ("postgresql", "postgres") and path:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": path,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": port,
            "OPTIONS": dict(parse_qsl(parts.query))
            | {"pool": POOL | {"max_size": most_connections}},
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(advice)


def cache(url: str) -> dict[str, object]:
    """`locmem://` (one per process) or `redis://[:password@]host:port/db`."""
    parts = urlsplit(url)
    if parts.scheme == "locmem":
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    if parts.scheme in ("redis", "rediss") and parts.hostname:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "OPTIONS": {
                "serializer": "dashboard.redis_json.JSONSerializer",
                # A store that hangs must not hold a page.
                "socket_timeout": 0.3,
                "socket_connect_timeout": 0.3,
            },
        }
    raise ImproperlyConfigured("CACHE_URL must look like locmem:// or redis://host:port/0.")
