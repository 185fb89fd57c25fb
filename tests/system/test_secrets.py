"""No secret and no personal datum where machines and strangers read: over marked values."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest
import redis
import requests

from tests.factories import make_session
from tests.faults.server import FaultyServer
from tests.running import ROOT, free_port, running_dashboard, running_redis
from tests.system.test_shared_cache import LIST, SECONDS, signed_in

pytestmark = pytest.mark.slow

SECRETS = {
    "STRIPE_API_KEY_DEMO": "rk_test_MARKEDKEY0123456789",
    "STRIPE_WEBHOOK_SECRET_DEMO": "whsec_MARKEDSECRET0123456789",
    "SECRET_KEY": "MARKEDSIGNING" + "0123456789abcdefghij" * 3,
    "SECRET_KEY_FALLBACKS": "MARKEDBEFORE" + "0123456789abcdefghij" * 3,
}
REDIS_PASSWORD = "MARKEDREDIS0123456789"
EMAIL = "marked.person@customer.example"
# Of whom the made-up upstream tells, and what somebody has typed.
PERSONAL = (EMAIL, "marked.person", "customer.example", "Jenny Rosen", "cs_test_", "cus_marked")
FAILING = ("s500", "s401", "s403", "hostile", "deep_json", "reset_on_accept", "hang")


@dataclass
class Seen:
    """keys: names in Redis. pages: of failures. started: what processes wrote that end at once."""

    log: str = ""
    metrics: str = ""
    keys: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    log, found = tmp_path_factory.mktemp("log") / "log", Seen()
    password = ["--requirepass", REDIS_PASSWORD]
    with (
        FaultyServer() as upstream,
        running_redis(*password) as (address, _),
        log.open("w", encoding="utf-8") as output,
    ):
        cache = address.replace("redis://", f"redis://:{REDIS_PASSWORD}@")
        settings = {"CACHE_URL": cache, "METRICS": "1", **SECRETS}
        with running_dashboard(upstream.address, output=output, **settings) as site:
            person = signed_in(site)
            session = make_session(1)["id"]
            for path in (
                f"{LIST}?email={EMAIL}",
                f"{LIST}?customer=cus_marked",
                f"{LIST}{session}/",
                f"/demo/people/?email={EMAIL}",
                f"/demo/search/?q={EMAIL}",
                "/demo/payment-links/",
            ):
                assert person.get(f"{site}{path}", timeout=SECONDS).status_code < 500
            for number, mode in enumerate(FAILING):
                upstream.switch(mode)
                answer = person.get(f"{site}{LIST}?limit={40 + number}", timeout=SECONDS)
                found.pages.append(answer.text)
            upstream.switch("ok")
            found.pages.append(person.get(f"{site}/nowhere/", timeout=SECONDS).text)
            found.metrics = requests.get(f"{site}/metrics", timeout=SECONDS).text
            store = redis.Redis.from_url(cache)
            found.keys = [str(key) for key in store.keys("*")]
            store.close()
    found.log = Path(log).read_text(encoding="utf-8")
    return found


ALL_SECRETS = (*SECRETS.values(), REDIS_PASSWORD)


@pytest.mark.parametrize("marked", [*ALL_SECRETS, *PERSONAL, "MARKED"])
def test_nothing_marked_is_in_log_metrics_or_names_of_the_cache(seen: Seen, marked: str) -> None:
    # Lines of the read log name people of the site, and of customers only hashes.
    assert len(seen.keys) > 5
    assert "request method=GET" in seen.log
    assert "checkout" in seen.metrics or "upstream" in seen.metrics
    assert marked not in seen.log
    assert marked not in seen.metrics
    assert [key for key in seen.keys if marked in key] == []


def test_no_page_of_a_failure_has_a_secret_or_the_inside_of_the_program(seen: Seen) -> None:
    assert len(seen.pages) == len(FAILING) + 1
    for page in seen.pages:
        assert "MARKED" not in page
        for inside in ("Traceback", "site-packages", str(ROOT), "sessions_browser/"):
            assert inside not in page, inside


@pytest.mark.parametrize(
    ("command", "name", "port"),
    [
        *((one, "DATABASE_URL", "{closed}") for one in ("serve", "clean_up", "read_log verify")),
        *(("serve", name, "port") for name in ("DATABASE_URL", "JOBS_URL", "CACHE_URL")),
        *(("check", name, "99999999") for name in ("DATABASE_URL", "JOBS_URL", "CACHE_URL")),
    ],
)
def test_a_process_that_cannot_start_tells_no_secret(command: str, name: str, port: str) -> None:
    scheme = "redis" if name == "CACHE_URL" else "postgresql"
    port = port.format(closed=free_port())
    url = f"{scheme}://marked.person:MARKEDPASSWORD@127.0.0.1:{port}/0"
    environment = os.environ | SECRETS | {name: url, "PORT": "1"}
    ended = subprocess.run(
        [sys.executable, "manage.py", *command.split()], cwd=ROOT, env=environment,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    told = ended.stdout + ended.stderr
    assert re.findall(r"MARKED\w*", told) == []
    assert ended.returncode != 0
    assert told


def test_a_page_of_our_own_that_fails_tells_nothing(tmp_path: Path) -> None:
    """The database is away while somebody signs in: page, traceback and log."""
    log = tmp_path / "log"
    marked = {"username": "marked.person", "password": "MARKEDPASSWORD"}
    with FaultyServer() as upstream, log.open("w", encoding="utf-8") as output:
        place = tmp_path / "folder"
        place.mkdir()
        settings = SECRETS | {"DATABASE_URL": f"sqlite:///{place}/db.sqlite3"}
        with running_dashboard(upstream.address, output=output, **settings) as site:
            stranger = requests.Session()
            page = stranger.get(f"{site}/accounts/login/", timeout=SECONDS).text
            token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
            (place / "db.sqlite3").write_bytes(b"no database at all" * 999)
            form = {**marked, "csrfmiddlewaretoken": token}
            answer = stranger.post(f"{site}/accounts/login/", form, timeout=SECONDS)
    assert answer.status_code in (
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    told = answer.text + log.read_text(encoding="utf-8")
    assert "MARKED" not in told
    assert "marked.person" not in told
    assert "Error" in told
