"""Read settings from the environment, and fail loudly on a value that cannot be meant."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
# In seconds: how long to wait for a free connection, and how often one that nobody needs is closed.
POOL = {"min_size": 1, "timeout": 10.0, "max_idle": 2.0}
PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
T = TypeVar("T")
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")


# Every name that was asked for, so that the demo can do without the caller's settings.
names_read: set[str] = set()


def env(name: str, default: str = "") -> str:
    """An empty variable counts as unset."""
    names_read.add(name)
    return os.environ.get(name, "").strip() or default


def env_secret(name: str, default: str = "") -> str:
    """`NAME`, or the content of the file that `NAME_FILE` names; never both, and never nothing."""
    path = env(f"{name}_FILE")
    if not path:
        return env(name, default)
    if env(name):
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: it is no text.") from None
    if not secret:
        raise ImproperlyConfigured(f"{name}_FILE names an empty file.")
    return secret


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


def by_account(read: Callable[[str], T], name: str, slugs: Iterable[str]) -> dict[str, T]:
    """What `read` finds under this name with that of each account at its end."""
    return {slug: read(f"{name}_{slug.upper().replace('-', '_')}") for slug in slugs}


def account_options(slugs: Iterable[str]) -> dict[str, dict[str, str]]:
    """How people tell accounts apart, and which of them a key means that reads several."""
    found: dict[str, dict[str, str]] = {slug: {} for slug in slugs}
    for option in ("label", "colour", "zone", "sandbox", "context", "id"):
        name = "named_id" if option == "id" else option
        for slug, value in by_account(env, f"STRIPE_ACCOUNT_{option.upper()}", found).items():
            found[slug][name] = value
    return found


def database(url: str, base_dir: Path, most_connections: int) -> dict[str, object]:
    """`sqlite:///path` (relative to `base_dir`; four slashes for an absolute one) or
    `postgresql://user:password@host:port/name`, with libpq's options behind a "?".

    most_connections: of this process, to PostgreSQL.
    """
    advice = (
        "DATABASE_URL must look like sqlite:///path or postgresql://user:password@host:port/name."
    )
    parts, port = _parts(url, advice)
    path = unquote(parts.path[1:])
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
            "PORT": port or "",
            "OPTIONS": dict(parse_qsl(parts.query))
            | {"pool": POOL | {"max_size": most_connections}},
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(advice)


def jobs_database(url: str, database_url: str, base_dir: Path) -> str:
    """Where the engine of the jobs keeps its records, as SQLAlchemy writes it.

    url: as for `database`; without one a file beside that of the site, or its PostgreSQL.
    """
    chosen = database(url or database_url, base_dir, 1)
    if not str(chosen["ENGINE"]).endswith("sqlite3"):
        return re.sub(r"^postgres://", "postgresql://", url or database_url)
    path = Path(str(chosen["NAME"]))
    return f"sqlite:///{path if url else path.with_name('jobs.sqlite3')}"


def cache(url: str) -> dict[str, object]:
    """`locmem://` (one per process) or `redis://[:password@]host:port/db`."""
    advice = "CACHE_URL must look like locmem:// or redis://host:port/0."
    parts, _port = _parts(url, advice)
    if parts.scheme == "locmem":
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 5_000},
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
    raise ImproperlyConfigured(advice)


def _parts(url: str, advice: str) -> tuple[SplitResult, int | None]:
    """Of an address, and its port. Python's own errors would tell of what is in it: a password."""
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        raise ImproperlyConfigured(advice) from None
