"""What the made-up data promises: it repeats, it adds up, it looks like a shop."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from emulator.world.people import People
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, all_sessions, api

Session = dict[str, Any]
DAY = 86_400


@pytest.fixture(scope="module")
def with_items(world: World) -> list[Session]:
    return all_sessions(world, "expand[]=data.line_items&expand[]=data.payment_intent")


def test_a_world_is_made_of_seed_number_and_start_alone() -> None:
    first = all_sessions(World(1, 300, START))
    assert first == all_sessions(World(1, 300, START))
    assert not {s["id"] for s in first} & {s["id"] for s in all_sessions(World(2, 300, START))}
    later = [s["created"] for s in all_sessions(World(1, 300, START + 7 * DAY))]
    assert later == [s["created"] + 7 * DAY for s in first]


def test_arrivals_repeat_too() -> None:
    worlds = [World(1, 20, START, arrivals_per_minute=30) for _ in range(2)]
    # One hears the clock often, the other once.
    for moment in range(START, START + 601, 7):
        worlds[0].advance(moment)
    for world in worlds:
        world.advance(START + 600)
    assert all_sessions(worlds[0]) == all_sessions(worlds[1])
    assert 250 < len(worlds[0]) - 20 < 350


def test_ids_have_the_form_of_the_official_ones(sessions: list[Session]) -> None:
    for session in sessions:
        assert len(session["id"]) == 66
        assert session["id"].startswith(("cs_test_a1", "cs_test_b1"))
        assert session["id"][8:].isalnum()
    assert len({session["id"] for session in sessions}) == len(sessions)


def test_amounts_add_up(with_items: list[Session]) -> None:
    seen: Counter[str] = Counter()
    for session in with_items:
        items = session["line_items"]["data"]
        if session["mode"] == "setup":
            assert session["amount_total"] is None
            assert items == []
            continue
        details = session["total_details"]
        assert session["amount_total"] == (
            session["amount_subtotal"]
            - details["amount_discount"]
            + details["amount_shipping"]
            + details["amount_tax"]
        )
        assert session["amount_total"] >= 0
        if session["shipping_cost"]:
            assert session["shipping_cost"]["amount_total"] == details["amount_shipping"]
        if not session["line_items"]["has_more"]:
            for total, part in (
                (session["amount_subtotal"], "amount_subtotal"),
                (details["amount_discount"], "amount_discount"),
                (details["amount_tax"], "amount_tax"),
            ):
                assert sum(item[part] for item in items) == total
        for item in items:
            assert item["currency"] == session["currency"] == item["price"]["currency"]
            if item["amount_subtotal"]:
                assert item["amount_subtotal"] == item["quantity"] * item["price"]["unit_amount"]
            if session["currency"] == "isk":
                assert item["amount_total"] % 100 == 0
            if session["currency"] == "kwd":
                assert item["amount_total"] % 10 == 0
        if session["payment_intent"]:
            assert session["payment_intent"]["amount"] == session["amount_total"]
        seen += Counter(name for name, amount in details.items() if amount)
    assert min(seen[name] for name in ("amount_discount", "amount_shipping", "amount_tax")) > 20


def test_states_are_those_that_stripe_has(with_items: list[Session]) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    early = 0
    for session in with_items:
        pairs[session["status"], session["payment_status"]] += 1
        open_ = session["status"] == "open"
        assert (session["url"] is not None) == open_
        early += session["status"] == "expired" and session["expires_at"] > START
        if open_:
            assert session["expires_at"] > START
            # An intent exists once the buyer has tried to pay.
            tried = session["payment_intent"] or {"status": "requires_action"}
            assert tried["status"] in ("requires_action", "requires_payment_method")
            assert session["subscription"] is None
        if session["status"] == "complete":
            assert session["customer_details"]["email"]
            due = session["mode"] == "payment" and session["amount_total"] > 0
            assert (session["payment_intent"] is not None) == due
            assert (session["subscription"] is not None) == (session["mode"] == "subscription")
        if session["payment_status"] == "paid" and session["payment_intent"]:
            assert session["payment_intent"]["status"] == "succeeded"
    total = len(with_items)
    assert 0.40 < sum(n for (status, _), n in pairs.items() if status == "expired") / total < 0.55
    assert 0.35 < pairs["complete", "paid"] / total < 0.50
    assert pairs["complete", "unpaid"] > 10
    assert pairs["complete", "no_payment_required"] > 30
    assert pairs["open", "unpaid"] > 10
    # The shop may end a session before its time, and seldom does.
    assert early < 5


def test_it_is_varied(sessions: list[Session]) -> None:
    def share(accept: Any) -> float:
        return sum(bool(accept(session)) for session in sessions) / len(sessions)

    assert {s["mode"] for s in sessions} == {"payment", "subscription", "setup"}
    assert {s["currency"] for s in sessions} >= {
        "eur", "usd", "gbp", "jpy", "kwd", "chf", "sek", "isk", "brl", None,
    }  # fmt: skip
    assert len({s["payment_link"] for s in sessions}) > 10
    assert 0.05 < share(lambda s: s["discounts"]) < 0.3
    assert share(lambda s: s["shipping_cost"]) > 0.1
    assert share(lambda s: s["custom_fields"]) > 0.1
    assert share(lambda s: s["client_reference_id"]) > 0.2
    assert share(lambda s: s["after_expiration"]) > 0.02
    assert share(lambda s: s["recovered_from"]) > 0
    # Guests have no Customer; who left often has no address either.
    assert share(lambda s: s["customer"] is None) > 0.4
    expired = [s for s in sessions if s["status"] == "expired"]
    assert 0.2 < sum(s["customer_details"] is None for s in expired) / len(expired) < 0.8
    assert any(s["customer_email"] for s in sessions)
    answers = [f[f["type"]]["value"] for s in sessions for f in s["custom_fields"]]
    assert {type(answer) for answer in answers} == {str, type(None)}


def test_payment_links_differ_in_how_often_they_end_in_payment(sessions: list[Session]) -> None:
    tried = Counter(s["payment_link"] for s in sessions if s["payment_link"])
    ended = Counter(s["payment_link"] for s in sessions if s["status"] == "complete")
    rates = [ended[link] / count for link, count in tried.items() if count > 30]
    assert max(rates) - min(rates) > 0.25


@pytest.mark.parametrize("seed", range(4))
def test_stories_are_near_the_top_of_every_world(seed: int) -> None:
    world = World(seed, 1000, START)
    top = api(world).get(SESSIONS, "limit=100")["data"]
    ana = api(world).get(SESSIONS, "customer_details[email]=ana.souza@example.com")["data"]
    assert [s["status"] for s in ana] == ["complete", "expired", "expired"]
    assert (ana[0]["amount_total"], ana[0]["currency"]) == (4900, "eur")
    assert ana[0]["created"] > START - DAY
    assert {s["id"] for s in ana} <= {s["id"] for s in top}
    niamh = api(world).get(SESSIONS, "customer_details[email]=niamh.obrien@example.com")["data"]
    assert [s["payment_status"] for s in niamh] == ["paid", "paid"]
    assert niamh[0]["created"] - niamh[1]["created"] == 360
    assert {"jpy", "kwd"} <= {s["currency"] for s in top}
    free = [s for s in top if s["amount_total"] == 0 and s["status"] == "complete"]
    assert any(s["discounts"] for s in free)
    jurgen = api(world).get(SESSIONS, "customer_details[email]=jurgen.grossmann@example.com")
    processing = [s for s in jurgen["data"] if s["payment_status"] == "unpaid"]
    assert len(processing) == 1
    assert processing[0]["created"] < START - 4 * DAY
    intent = api(world).get(f"/v1/payment_intents/{processing[0]['payment_intent']}", "")
    assert intent["status"] == "processing"


def test_time_closes_sessions_and_settles_payments() -> None:
    world = World(5, 800, START)
    before = {s["id"]: s for s in all_sessions(world)}
    world.advance(START + 2 * DAY)
    after = {s["id"]: s for s in all_sessions(world)}
    assert set(after) == set(before)
    assert list(world.rows("open")) == []
    became = Counter(
        after[id_]["status"] for id_, session in before.items() if session["status"] == "open"
    )
    assert became["expired"] > 0
    assert became["complete"] > 0
    unpaid = [id_ for id_, session in before.items() if session["payment_status"] == "unpaid"]
    waiting = [id_ for id_ in unpaid if before[id_]["status"] == "complete"]
    world.advance(START + 20 * DAY)
    settled = [s for s in all_sessions(world) if s["id"] in waiting]
    assert {s["payment_status"] for s in settled} == {"paid", "unpaid"}
    for session in after.values():
        # Only what Stripe changes at the end is changed.
        same = {"amount_total", "created", "mode", "metadata", "expires_at", "payment_link"}
        assert all(session[key] == before[session["id"]][key] for key in same)


def test_the_rows_of_each_status_stay_true_while_time_passes() -> None:
    world = World(6, 400, START, arrivals_per_minute=1)
    for hour in range(1, 30):
        world.advance(START + hour * 3600)
        for status in ("open", "complete", "expired"):
            wanted = [row for row in range(len(world)) if world.status(row) == status]
            assert list(world.rows(status)) == wanted


def test_many_try_again_within_the_hour(sessions: list[Session]) -> None:
    tries: dict[str, list[int]] = {}
    for session in sessions:
        if session["client_reference_id"]:
            tries.setdefault(session["client_reference_id"], []).append(session["created"])
    soon = [times for times in tries.values() if len(times) > 1 and times[0] - times[-1] < 3600]
    assert len(soon) > 50


def test_people_are_found_by_their_address_and_use_reserved_domains() -> None:
    people = People(3, 50_000)
    for number in range(0, people.capacity, 37):
        person = people.person(number)
        assert number in people.with_email(person.email)
        domain = person.email.partition("@")[2]
        assert domain in ("example.com", "example.org", "example.net") or domain.endswith(
            ".example"
        )
    assert {people.person(number).country for number in range(500)} >= {"JP", "KW", "BR", "IS"}
