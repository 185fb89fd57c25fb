"""What people see whose role shows personal data masked: no mark, on no page, in no form."""

from __future__ import annotations

import html
import logging
import re
from http import HTTPStatus
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import resolve
from pytest_django import Settings
from redis import Redis

from dashboard.env import cache as cache_settings
from sessions_browser import services
from sessions_browser.access.roles import ROLES
from tests.marked_upstream import MARK, MarkingServer
from tests.roles import of_role
from tests.running import running_redis
from tests.views import overview_page
from tests.views.marked_pages import NO_PAGES, Pages, own_pages, pages_of, sessions_of, varied
from tests.views.page import LIST, ids, link, text_of
from tests.views.test_exports import NEW as EXPORT
from tests.views.test_exports import made
from tests.views.test_permissions import WHO

FRAGMENT = {"HX-Request": "true"}
MASKED = ("Support (masked)", "Manager")


@pytest.fixture
def clear(db: None) -> Client:
    return of_role("Support")


def leaks(response: Any, brought: str = "") -> list[str]:
    """brought: what the person who looks has given, and may see again, also in other letters."""
    pieces = (response.content.decode(), str(response.headers), str(response.cookies))
    found = {mark.lower() for mark in MARK.findall(html.unescape(" ".join(pieces)))}
    return sorted(found.difference(MARK.findall(brought)))


def seen(client: Client, pages: Pages) -> tuple[list[str], int]:
    """Where there is a mark that nobody has brought, and how many answers were searched."""
    found, count = [], 0
    for path, brought in pages:
        for headers in ({}, FRAGMENT):
            response = client.get(path, headers=headers)
            count += 1
            form = "fragment" if headers else "page"
            found += [f"{path} {form}: {mark}" for mark in leaks(response, brought)]
    return found, count


@pytest.mark.slow
@pytest.mark.parametrize("role", MASKED)
def test_no_page_shows_a_masked_role_a_mark(
    role: str, db: None, marking_server: MarkingServer
) -> None:
    overview_page.fill()
    client, sessions = of_role(role), sessions_of(marking_server, 400)
    pages = [*pages_of(sessions), *own_pages(client, sessions)]
    found, count = seen(client, pages)
    assert found == []
    assert count > 300
    names = {resolve(path.partition("?")[0]).view_name for path, _ in pages}
    ours = {name for name in names if not name.startswith("admin:")}
    assert ours == WHO.keys() - NO_PAGES


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx", "csv", "csv_exact", "jsonl"])
def test_no_file_of_a_masked_role_has_a_mark(
    form: str, db: None, marking_server: MarkingServer, settings: Settings, tmp_path: Path
) -> None:
    settings.EXPORTS_DIR = str(tmp_path / "exports")
    for roles, is_clear in ((("Manager",), False), (("Manager", "Support"), True)):
        client = of_role(*roles)
        every = re.findall(r'name="columns" value="([^"]+)"', text_of(client.get(EXPORT)))
        assert len(every) > 30
        job, file = made(client, format=form, columns=every, items="rows", most_rows="300")
        found = {mark.upper() for mark in MARK.findall(text_of_file(file))}
        paths = {
            path for mark, path in marking_server.marks.paths.items() if mark[:9].upper() in found
        }
        assert bool(found) is is_clear, paths
        for page in ("/demo/exports/", f"/demo/exports/{job.pk}/about/"):
            assert leaks(client.get(page)) == []


def text_of_file(file: bytes) -> str:
    if not file.startswith(b"PK"):
        return file.decode()
    with ZipFile(BytesIO(file)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_a_role_that_sees_clear_meets_the_marks(
    clear: Client, marking_server: MarkingServer
) -> None:
    """So that the test above can fail, also where a page has several ways to show one."""
    paid = next(
        one
        for one in sessions_of(marking_server)
        if (details := one["customer_details"] or {}).get("name")
        and (details.get("address") or {}).get("line1")
    )
    assert leaks(clear.get(LIST))
    assert leaks(clear.get(LIST, headers=FRAGMENT))
    page = clear.get(f"{LIST}{paid['id']}/")
    shown = leaks(page)
    details = paid["customer_details"]
    for value in (details["name"], details["email"], details["address"]["line1"]):
        assert MARK.findall(value)[0].lower() in shown


def take_turns(clients: dict[str, Client], order: tuple[str, str], session: str) -> None:
    paths = (LIST, f"{LIST}?limit=10", f"{LIST}?outcome=paid", f"{LIST}{session}/")
    for _round in range(3):
        for path in paths:
            for name in order:
                for headers in ({}, FRAGMENT, {"Accept-Encoding": "identity"}):
                    response = clients[name].get(path, headers=headers)
                    assert bool(leaks(response)) == (name == "clear"), (path, name)


ORDERS = pytest.mark.parametrize("order", [("clear", "masked"), ("masked", "clear")])


@ORDERS
def test_masked_and_clear_in_turn_get_their_own_bytes(
    clear: Client, masked: Client, marking_server: MarkingServer, order: tuple[str, str]
) -> None:
    take_turns({"clear": clear, "masked": masked}, order, sessions_of(marking_server)[0]["id"])


@pytest.mark.slow
@ORDERS
def test_over_redis_too(
    clear: Client,
    masked: Client,
    marking_server: MarkingServer,
    settings: Settings,
    order: tuple[str, str],
) -> None:
    with running_redis() as (url, _):
        settings.CACHES = {"default": cache_settings(url)}
        services.reset()
        take_turns({"clear": clear, "masked": masked}, order, sessions_of(marking_server)[0]["id"])
        services.wait_for_background()
        with Redis.from_url(url) as store:
            keys = b" ".join(store.scan_iter()).decode()
        assert len(keys.split()) > len(ORDERS.args[1])
        assert not MARK.search(keys)


@pytest.mark.parametrize("role", ROLES)
def test_no_log_metric_or_key_of_the_cache_has_a_mark(
    role: str, db: None, marking_server: MarkingServer, settings: Settings
) -> None:
    settings.METRICS = True
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    loggers = [logging.getLogger(name) for name in ("", "read_log", "sessions_browser")]
    for logger in loggers:
        logger.addHandler(handler)
    client = of_role(role)
    try:
        for session in varied(sessions_of(marking_server))[:8]:
            email = (session["customer_details"] or {}).get("email") or "nobody@nowhere.example"
            for path in (
                *(LIST, f"{LIST}{session['id']}/", f"{LIST}?email={email}"),
                *(f"/demo/people/?email={email}", f"/demo/people/?by_session={session['id']}"),
            ):
                client.get(path)
            client.post("/demo/search/", {"q": email})
            client.post(f"{LIST}{session['id']}/verify/", {"email": email})
        metrics = client.get("/metrics")
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    assert "request method=GET route=session_list" in lines.getvalue()
    assert not MARK.search(lines.getvalue())
    assert metrics.status_code == HTTPStatus.OK
    assert leaks(metrics) == []
    keys = list(vars(caches["default"])["_cache"])
    assert keys or role == "Administrator"
    assert not MARK.search(" ".join(keys))


def test_the_forms_of_what_is_masked(masked: Client, marking_server: MarkingServer) -> None:
    sessions = sessions_of(marking_server)
    one = next(one for one in sessions if (one["customer_details"] or {}).get("phone"))
    page = text_of(masked.get(f"{LIST}{one['id']}/"))
    digits = one["customer_details"]["phone"][-2:]
    for words in (
        "m•••@m•••.•••",
        "M•••",
        f"••{digits}",
        one["customer_details"]["address"]["country"],
    ):
        assert words in page
    row = text_of(masked.get(f"{LIST}?limit=100"))
    assert f"/demo/people/?by_session={one['id']}" in row
    assert "m•••@m•••.•••" in row


def test_a_person_is_reached_from_a_row_and_paged_without_their_email(
    masked: Client, marking_server: MarkingServer
) -> None:
    one = next(
        one for one in sessions_of(marking_server) if (one["customer_details"] or {}).get("email")
    )
    page = masked.get(f"/demo/people/?by_session={one['id']}")
    assert one["id"] in ids(page)
    assert leaks(page) == []
    for name in ("newer", "older"):
        assert "email=" not in link(page, name)


def test_whoever_sees_clear_gets_the_usual_address_of_a_person(
    clear: Client, marking_server: MarkingServer
) -> None:
    one = next(
        one for one in sessions_of(marking_server) if (one["customer_details"] or {}).get("email")
    )
    answer = clear.get(f"/demo/people/?by_session={one['id']}")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"] == f"/demo/people/?email={one['customer_details']['email']}"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("by_session=pi_1", "The person is named by the ID of one session, cs_…"),
        ("by_session=cs_test_nobody", "Stripe knows nothing under this ID in Demo"),
        ("by_session=cs_test_a&by_session=cs_test_b", "was given more than once"),
        ("", "Give the e-mail or the customer"),
    ],
)
def test_an_address_that_names_nobody_is_refused(
    masked: Client, marking_server: MarkingServer, query: str, words: str
) -> None:
    page = masked.get(f"/demo/people/?{query}")
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(page)


@pytest.mark.parametrize(
    "typed", ["Ana", "Ana Souza", "ana.souza", "order-10003", "+49 151 1234567"]
)
@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "hint"])
def test_parts_names_and_other_text_are_refused_in_words(
    masked: Client,
    clear: Client,
    marking_server: MarkingServer,
    typed: str,
    headers: dict[str, str],
) -> None:
    refusal = "you can look up only a whole e-mail or ID, and no part of one, no name"
    assert refusal in text_of(masked.post("/demo/search/", {"q": typed}, headers=headers))
    assert refusal not in text_of(clear.post("/demo/search/", {"q": typed}, headers=headers))


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("ana.souza@example.com", "/demo/people/?email=ana.souza@example.com"),
        ("cus_4OQTzV7AhMUbOQ", "/demo/people/?customer=cus_4OQTzV7AhMUbOQ"),
        ("outcome:paid", f"{LIST}?outcome=paid"),
        ("yesterday", f"{LIST}?created=yesterday"),
    ],
)
def test_a_whole_value_is_looked_up(
    masked: Client, marking_server: MarkingServer, typed: str, to: str
) -> None:
    assert masked.post("/demo/search/", {"q": typed})["Location"] == to


def test_a_caller_is_verified_without_a_mark(masked: Client, marking_server: MarkingServer) -> None:
    one = next(
        one for one in sessions_of(marking_server) if (one["customer_details"] or {}).get("email")
    )
    email = one["customer_details"]["email"]
    page = masked.post(f"{LIST}{one['id']}/verify/", {"email": email})
    assert "Everything the caller said matches." in text_of(page)
    assert leaks(page, email) == []


def test_the_rows_behind_a_figure_are_masked_too(db: None, marking_server: MarkingServer) -> None:
    overview_page.fill()
    rows = "/demo/overview/rows/?from=0&to=4000000000&tz=Europe/Berlin&outcome=paid"
    for roles in (("Manager",), ("Manager", "Support")):
        page = of_role(*roles).get(rows)
        assert len(ids(page)) > 10
        assert bool(leaks(page)) == ("Support" in roles)
