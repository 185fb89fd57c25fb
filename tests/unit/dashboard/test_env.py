"""Settings from the environment: read as meant, or refused aloud."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured
from redis.exceptions import TimeoutError  # noqa: A004

from dashboard.env import (
    account_options,
    cache,
    database,
    env,
    env_bool,
    env_int,
    env_list,
    env_path,
    env_secret,
    jobs_database,
)
from tests.running import ROOT

HERE = Path("/srv/site")


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("X", "X_FILE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(("value", "read"), [("a", "a"), (" a ", "a"), ("", "z"), ("  ", "z")])
def test_an_empty_variable_counts_as_unset(put: pytest.MonkeyPatch, value: str, read: str) -> None:
    put.setenv("X", value)
    assert env("X", "z") == read


def test_an_unset_variable_has_its_default(put: pytest.MonkeyPatch) -> None:
    assert env("X") == ""
    assert env_bool("X", default=True) is True
    assert env_int("X", 7, least=1, most=9) == 7
    assert env_list("X", ("a",)) == ["a"]
    assert env_secret("X") == ""


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "Yes", "on"])
def test_words_for_yes(put: pytest.MonkeyPatch, value: str) -> None:
    put.setenv("X", value)
    assert env_bool("X", default=False) is True


@pytest.mark.parametrize("value", ["0", "false", "No", "OFF"])
def test_words_for_no(put: pytest.MonkeyPatch, value: str) -> None:
    put.setenv("X", value)
    assert env_bool("X", default=True) is False


@pytest.mark.parametrize("value", ["2", "ja", "enabled", "truee", "None"])
def test_any_other_word_is_refused(put: pytest.MonkeyPatch, value: str) -> None:
    put.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X must be one of"):
        env_bool("X", default=False)


@pytest.mark.parametrize(
    ("value", "read"),
    [("", ""), ("/", ""), ("/sessions", "/sessions"), ("/a/b-c_d.e/", "/a/b-c_d.e"), ("/A/", "/A")],
)
def test_paths_end_without_a_slash(put: pytest.MonkeyPatch, value: str, read: str) -> None:
    put.setenv("X", value)
    assert env_path("X") == read


@pytest.mark.parametrize(
    "value", ["sessions", "//host", "/a//b", "/..", "/a/../b", "/a b", "/é", "https://x/", "/a?b"]
)
def test_what_is_no_path_is_refused(put: pytest.MonkeyPatch, value: str) -> None:
    put.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X must be a path"):
        env_path("X")


@pytest.mark.parametrize("value", ["1", "9", "09"])
def test_whole_numbers_within_bounds(put: pytest.MonkeyPatch, value: str) -> None:
    put.setenv("X", value)
    assert env_int("X", 5, least=1, most=9) == int(value)


@pytest.mark.parametrize("value", ["0", "10", "-1", "+1", "1_0", "1.0", "1e0", "九", "９", "²"])
def test_any_other_number_is_refused(put: pytest.MonkeyPatch, value: str) -> None:
    put.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="X must be a whole number from 1 to 9"):
        env_int("X", 5, least=1, most=9)


@pytest.mark.parametrize(
    ("value", "parts"), [("a,b", ["a", "b"]), (" a , ,b,", ["a", "b"]), (",", ["z"])]
)
def test_lists_are_split_at_commas(put: pytest.MonkeyPatch, value: str, parts: list[str]) -> None:
    put.setenv("X", value)
    assert env_list("X", ("z",)) == parts


def test_a_secret_may_stand_in_a_file(put: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n")
    put.setenv("X_FILE", str(tmp_path / "secret"))
    assert env_secret("X") == "hush"


def test_a_secret_stands_in_one_place(put: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put.setenv("X", "hush")
    assert env_secret("X") == "hush"
    put.setenv("X_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match="X or X_FILE, not both") as raised:
        env_secret("X")
    assert "hush" not in str(raised.value)


def test_a_secret_whose_file_is_missing_is_refused(put: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put.setenv("X_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ImproperlyConfigured, match="X_FILE cannot be read: No such file"):
        env_secret("X")


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "an empty file"), (b" \n", "an empty file"), (b"\xff\xfe", "text")]
)
def test_a_file_without_a_secret_is_refused_and_does_not_count_as_unset(
    put: pytest.MonkeyPatch, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "secret").write_bytes(content)
    put.setenv("X_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match=words):
        env_secret("X", "something else")


@pytest.mark.parametrize(
    "rest", ["ana:hush\u2100@db/x", "ana:hush@[::1/x", "ana:hu]sh@db/x", "ana:hush@db:port/x"]
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(rest: str) -> None:
    for read, scheme in ((cache, "redis"), (lambda url: database(url, HERE, 7), "postgresql")):
        with pytest.raises(ImproperlyConfigured, match="must look like") as raised:
            read(f"{scheme}://{rest}")
        told = "".join(traceback.format_exception(raised.value))
        assert "hush" not in told
        assert "hu]sh" not in told


def test_a_secret_has_its_default_where_neither_name_is_set(put: pytest.MonkeyPatch) -> None:
    assert env_secret("X", "a") == "a"


def test_every_setting_that_may_hold_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    """All at once, in a process of its own."""
    secrets = {
        "SECRET_KEY": "s" * 50,
        "SECRET_KEY_FALLBACKS": "old-one older-one",
        "DATABASE_URL": "sqlite:////nowhere/people.sqlite3",
        "JOBS_URL": "sqlite:////nowhere/engine.sqlite3",
        "CACHE_URL": "redis://:hush@127.0.0.1:9/0",
        "STRIPE_API_KEY_DEMO": "rk_test_out_of_a_file",
        "STRIPE_WEBHOOK_SECRET_DEMO": "whsec_out_of_a_file",
        "OIDC_CLIENT_SECRET": "of-the-provider",
    }
    environment = {name: value for name, value in os.environ.items() if name not in secrets}
    for name, secret in secrets.items():
        (tmp_path / name).write_text(f"{secret}\n", encoding="utf-8")
        environment[f"{name}_FILE"] = str(tmp_path / name)
    code = (
        "from dashboard import settings as s; print(s.SECRET_KEY, *s.SECRET_KEY_FALLBACKS,"
        " s.DATABASES['default']['NAME'], s.JOBS_URL, s.CACHES['default']['LOCATION'],"
        " s.STRIPE_ACCOUNTS['demo'], s.STRIPE_WEBHOOK_SECRETS['demo'],"
        " s.OIDC_CLIENT_SECRET)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    expected = {**secrets, "DATABASE_URL": "/nowhere/people.sqlite3"}
    assert printed.stdout.decode().split() == " ".join(expected.values()).split()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///var/db.sqlite3", "/srv/site/var/db.sqlite3"),
        ("sqlite:////data/db.sqlite3", "/data/db.sqlite3"),
        ("sqlite:///a%20b", "/srv/site/a b"),
    ],
)
def test_an_sqlite_address(url: str, path: str) -> None:
    settings = database(url, HERE, 7)
    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert str(settings["NAME"]) == path


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_address(scheme: str) -> None:
    settings = database(f"{scheme}://ana:p%40ss%2F@db.example:5433/sales", HERE, 7)
    expected = {"USER": "ana", "PASSWORD": "p@ss/", "HOST": "db.example", "PORT": 5433}
    expected |= {"ENGINE": "django.db.backends.postgresql", "NAME": "sales"}
    assert expected.items() <= settings.items()


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///", "mysql://h/db", "postgresql://h", "db.sqlite3"]
)
def test_any_other_database_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(url, HERE, 7)


def test_caches() -> None:
    assert str(cache("locmem://")["BACKEND"]).endswith("LocMemCache")
    for url in ("redis://:pw@host:6379/1", "rediss://host"):
        assert str(cache(url)["BACKEND"]).endswith("RedisCache")
        assert cache(url)["LOCATION"] == url


def test_a_redis_that_hangs_is_asked_once() -> None:
    """The client could try again by itself, which would multiply the time that a page waits."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(5)
        configured: Any = cache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        store = RedisCache(configured["LOCATION"], {"OPTIONS": dict(configured["OPTIONS"])})
        with pytest.raises(TimeoutError):
            store.get("k")
        silent.accept()[0].close()
        silent.settimeout(0)
        with pytest.raises(BlockingIOError):
            silent.accept()


@pytest.mark.parametrize("url", ["", "redis://", "memcached://h", "file:///tmp", "redis"])
def test_any_other_cache_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        cache(url)


@pytest.mark.parametrize(
    ("url", "site", "found"),
    [
        ("", "sqlite:///var/db.sqlite3", "sqlite:////srv/site/var/jobs.sqlite3"),
        ("", "sqlite:////data/db.sqlite3", "sqlite:////data/jobs.sqlite3"),
        ("sqlite:///var/work.db", "postgresql://a@b/c", "sqlite:////srv/site/var/work.db"),
        ("", "postgres://a:b@c:1/d?sslmode=require", "postgresql://a:b@c:1/d?sslmode=require"),
        ("postgresql://a@b/jobs", "sqlite:///var/db.sqlite3", "postgresql://a@b/jobs"),
    ],
    ids=("beside", "absolute", "own file", "same", "own"),
)
def test_the_records_of_jobs_lie_beside_the_database(url: str, site: str, found: str) -> None:
    assert jobs_database(url, site, HERE) == found


def test_records_of_jobs_that_can_lie_nowhere_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        jobs_database("redis://localhost", "sqlite:///var/db.sqlite3", HERE)


def test_what_each_account_has_ends_with_its_name(put: pytest.MonkeyPatch) -> None:
    put.setenv("STRIPE_ACCOUNT_LABEL_SHOP_TWO", "Shop")
    put.setenv("STRIPE_ACCOUNT_ID_SHOP_TWO", "acct_1")
    put.setenv("STRIPE_ACCOUNT_SANDBOX_CLUB", "Staging")
    found = account_options(["shop-two", "club"])
    assert (found["shop-two"]["label"], found["shop-two"]["named_id"]) == ("Shop", "acct_1")
    assert (found["club"]["sandbox"], found["club"]["label"]) == ("Staging", "")
