"""The twelve parameters of the list, in every form in which clients send them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.conftest import SESSIONS, Server

Session = dict[str, Any]


@pytest.fixture(scope="module")
def everything(server: Server) -> list[Session]:
    found: list[Session] = []
    more = True
    while more:
        cursor = f"&starting_after={found[-1]['id']}" if found else ""
        answer = server.get(f"{SESSIONS}?limit=100{cursor}")
        found += answer.body["data"]
        more = answer.body["has_more"] and len(found) < 1000
    assert len(found) == 600
    return found


def passing(server: Server, query: str) -> list[str]:
    answer = server.get(f"{SESSIONS}?limit=100&{query}")
    assert answer.status == 200, answer.body
    return answer.ids


def expected(everything: list[Session], accept: Callable[[Session], bool]) -> list[str]:
    found = [entry["id"] for entry in everything if accept(entry)][:100]
    assert found, "the test would prove nothing"
    return found


@pytest.mark.parametrize("status", ["open", "complete", "expired"])
def test_status(server: Server, everything: list[Session], status: str) -> None:
    wanted = expected(everything, lambda entry: entry["status"] == status)
    assert passing(server, f"status={status}") == wanted


@pytest.mark.parametrize(
    "name", ["customer", "customer_account", "payment_intent", "payment_link", "subscription"]
)
def test_ids_of_other_objects(server: Server, everything: list[Session], name: str) -> None:
    values = [entry[name] for entry in everything if entry[name]]
    value = max(dict.fromkeys(values), key=values.count)
    assert passing(server, f"{name}={value}") == expected(
        everything, lambda entry: entry[name] == value
    )


@pytest.mark.parametrize("form", ["customer_details[email]={}", "customer_details%5Bemail%5D={}"])
def test_email(server: Server, everything: list[Session], form: str) -> None:
    emails = [s["customer_details"]["email"] for s in everything if s["customer_details"]]
    email = max(dict.fromkeys(emails), key=emails.count)
    wanted = expected(
        everything,
        lambda s: bool(s["customer_details"]) and s["customer_details"]["email"] == email,
    )
    assert len(wanted) > 1
    for written in (email, email.replace("@", "%40")):
        assert passing(server, form.format(written)) == wanted


def test_email_is_matched_exactly_and_with_its_case(
    server: Server, everything: list[Session]
) -> None:
    details = next(s["customer_details"] for s in everything if s["customer_details"])
    email = details["email"]
    for other in (email.swapcase(), email[1:], email[:-1], f"{email}x", email.split("@")[0]):
        assert passing(server, f"customer_details[email]={other}") == []


def test_a_plus_sign_must_be_escaped(server: Server, everything: list[Session]) -> None:
    email = next(
        s["customer_details"]["email"]
        for s in everything
        if s["customer_details"] and "+" in s["customer_details"]["email"]
    )
    assert passing(server, f"customer_details[email]={email.replace('+', '%2B')}")
    assert passing(server, f"customer_details[email]={email}") == []


@pytest.mark.parametrize(
    ("bound", "accept"),
    [
        ("gt", lambda created, moment: created > moment),
        ("gte", lambda created, moment: created >= moment),
        ("lt", lambda created, moment: created < moment),
        ("lte", lambda created, moment: created <= moment),
    ],
)
@pytest.mark.parametrize("brackets", ["created[{}]={}", "created%5B{}%5D={}", "created%5b{}%5d={}"])
def test_bounds_of_created(
    server: Server,
    everything: list[Session],
    bound: str,
    accept: Callable[[int, int], bool],
    brackets: str,
) -> None:
    moment = everything[50]["created"]
    wanted = expected(everything, lambda s: accept(s["created"], moment))
    assert passing(server, brackets.format(bound, moment)) == wanted


def test_created_may_be_one_second_or_a_range(server: Server, everything: list[Session]) -> None:
    moment = everything[50]["created"]
    assert passing(server, f"created={moment}") == expected(
        everything, lambda s: s["created"] == moment
    )
    newest, oldest = everything[20]["created"], everything[40]["created"]
    assert passing(server, f"created[gte]={oldest}&created[lt]={newest}") == expected(
        everything, lambda s: oldest <= s["created"] < newest
    )
    assert passing(server, f"created[gt]={newest}&created[lt]={oldest}") == []


def test_filters_combine(server: Server, everything: list[Session]) -> None:
    links = [s["payment_link"] for s in everything if s["payment_link"]]
    link = max(dict.fromkeys(links), key=links.count)
    since = everything[300]["created"]
    wanted = expected(
        everything,
        lambda s: s["payment_link"] == link and s["status"] == "complete" and s["created"] >= since,
    )
    assert passing(server, f"payment_link={link}&status=complete&created[gte]={since}") == wanted


@pytest.mark.parametrize(
    ("asked", "given"), [("", 10), ("limit=1", 1), ("limit=100", 100), ("limit=37", 37)]
)
def test_limit(server: Server, asked: str, given: int) -> None:
    assert len(server.get(f"{SESSIONS}?{asked}").ids) == given


@pytest.mark.parametrize(("asked", "given"), [("0", 1), ("-1", 1), ("101", 100), ("9999", 100)])
def test_a_limit_out_of_range_means_the_nearest_in_range(
    server: Server, asked: str, given: int
) -> None:
    assert len(server.get(f"{SESSIONS}?limit={asked}").ids) == given


@pytest.mark.parametrize(
    "form", ["expand[]={}", "expand%5B%5D={}", "expand[0]={}", "expand%5B0%5D={}", "expand={}"]
)
def test_forms_of_expand(server: Server, form: str) -> None:
    query = form.format("data.line_items")
    data = server.get(f"{SESSIONS}?limit=3&{query}").body["data"]
    assert all(entry["line_items"]["object"] == "list" for entry in data)
    plain = server.get(f"{SESSIONS}?limit=3").body["data"]
    assert not any("line_items" in entry for entry in plain)


def test_several_expansions_together(server: Server) -> None:
    query = "expand[0]=data.line_items&expand[1]=data.total_details.breakdown"
    for entry in server.get(f"{SESSIONS}?{query}&limit=20").body["data"]:
        assert "line_items" in entry
        assert entry["total_details"] is None or "breakdown" in entry["total_details"]


def test_payment_links_by_activity(server: Server) -> None:
    links = server.get("/v1/payment_links?limit=100").body["data"]
    assert {link["active"] for link in links} == {True, False}
    for active in (True, False):
        query = f"active={str(active).lower()}&limit=100"
        wanted = [link["id"] for link in links if link["active"] is active]
        assert server.get(f"/v1/payment_links?{query}").ids == wanted
