"""What people read and webhooks deliver is remembered; what fails there fails no page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from sessions_browser.facts import queries
from sessions_browser.facts.cells import Became, Origin
from sessions_browser.facts.fact_store import FactStore
from sessions_browser.facts.feed import MOST_WAITING, Feed
from sessions_browser.facts.numbers import account_number
from sessions_browser.facts.only import Only, chosen
from sessions_browser.facts.retention import forget_old
from sessions_browser.facts.session_fact import facts_of
from sessions_browser.facts.sum_reader import totals
from sessions_browser.models import Fact, FactCoverage, FactSum
from sessions_browser.objects.list_query import ListQuery
from tests.facts import figures, truth
from tests.facts.site import SLUG, START, Site

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture
def feed() -> Feed:
    """Its thread is this one."""
    feed = Feed(lambda slug: FactStore(slug, 10_000))
    feed.open()
    return feed


def session(number: int, created: int = START, /, **more: Any) -> dict[str, Any]:
    return {
        "id": f"cs_test_{number}",
        "created": created,
        "status": "open",
        "payment_status": "unpaid",
        "mode": "payment",
        "amount_total": 4900,
        "currency": "eur",
        **more,
    }


PAID: dict[str, Any] = {"status": "complete", "payment_status": "paid"}
LEFT: dict[str, Any] = {"status": "expired", "payment_status": "unpaid"}


def made(only: Only = queries.ANY) -> int:
    """Whatever is covered."""
    account = account_number(SLUG)
    cells = None if account is None else chosen(account, only)
    return sum(count for _, count, _ in totals(0, 2**32, cells)) if cells else 0


def outcome(*outcomes: Became) -> Only:
    return Only(outcomes=frozenset(outcomes))


def test_pages_that_people_turn_fill_facts_without_a_call(site: Site, feed: Feed) -> None:
    query = ListQuery(limit=100)
    for _ in range(5):
        answer = site.client.list(query)
        feed.offer_list(SLUG, query, answer, START)
        query = ListQuery(limit=100, starting_after=answer["data"][-1]["id"])
    feed.write_waiting()
    everything = truth.all_sessions(site.emulator)
    assert Fact.objects.count() == 500
    figures.check(everything, everything[499]["created"] + 1, everything[0]["created"])


def test_a_page_of_a_filter_covers_nothing(site: Site, feed: Feed) -> None:
    query = ListQuery(filters=(("status", "complete"),), limit=100)
    feed.offer_list(SLUG, query, site.client.list(query), START)
    feed.write_waiting()
    assert Fact.objects.count() == 100
    assert not FactCoverage.objects.exists()
    assert queries.figures(SLUG, 0, START).total.made == 0


def test_a_webhook_settles_and_nothing_goes_back(feed: Feed) -> None:
    feed.offer_list(SLUG, ListQuery(), {"data": [session(1)], "has_more": False}, START + 5)
    # By Stripe's clock, which is behind ours.
    feed.offer_event(SLUG, session(1, **PAID), START + 2)
    feed.offer_list(SLUG, ListQuery(), {"data": [session(1)], "has_more": False}, START + 9)
    feed.write_waiting()
    assert made(outcome(Became.PAID)) == made() == 1
    assert not Fact.objects.exclude(due=None).exists()


def test_the_same_again_costs_no_write(feed: Feed, django_assert_num_queries: Any) -> None:
    answer = {"data": [session(1, **PAID)], "has_more": False}
    feed.offer_list(SLUG, ListQuery(), answer, START + 5)
    feed.write_waiting()
    with django_assert_num_queries(0):
        feed.offer_list(SLUG, ListQuery(), answer, START + 60)
        feed.write_waiting()


def test_one_person_is_joined_whatever_comes_first(feed: Feed) -> None:
    mine: dict[str, Any] = {"customer_details": {"email": "Ann@example.com"}, **LEFT}
    tries = [
        session(1, START, **mine),
        session(2, START + DAY, **mine | {"customer_details": {"email": "ann@EXAMPLE.com"}}),
        session(3, START + 20 * DAY, **mine),
        session(4, START + 10, customer_details={"email": "bob@example.com"}, **LEFT),
    ]
    for one in (tries[1], tries[3], tries[2], tries[0]):
        feed.offer_event(SLUG, one, START + 30 * DAY)
    feed.write_waiting()
    assert made(Only(tried_again=True)) == 1
    # The second try was somebody else's, as it turns out: nobody tried again.
    feed.offer_event(SLUG, tries[1] | {"customer_details": {"email": "c@d.example"}}, 2**31)
    feed.write_waiting()
    assert made(Only(tried_again=True)) == 0
    assert made() == 4
    assert not FactSum.objects.filter(count__lte=0).exists()


def test_nothing_personal_is_kept(site: Site) -> None:
    site.fill()
    everything = truth.all_sessions(site.emulator)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE '%%_fact%%' AND type='table'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) >= 7
        kept, texts = "", ""
        for name in tables:
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608  our own tables
            rows = cursor.fetchall()
            kept += repr(rows)
            texts += repr([cell for row in rows for cell in row if not isinstance(cell, int)])
    for one in everything:
        details = one["customer_details"] or {}
        address = details.get("address") or {}
        long = (*map(details.get, ("email", "name", "phone")), one["client_reference_id"])
        assert [value for value in long if value and value in kept] == []
        # Some amount has the digits of a postal code, and some id those of a short one.
        more = (*map(address.get, ("line1", "postal_code")), *one["metadata"].values())
        assert [value for value in more if value and len(value) > 4 and value in texts] == []


@pytest.mark.parametrize("outcome", [PAID, LEFT, {}])
def test_once_somebody_has_read_that_an_agent_paid_it_stays_so(
    feed: Feed, outcome: dict[str, Any]
) -> None:
    """A list tells it only with its payments."""
    intent = {"id": "pi_1", "status": "succeeded", "agent_details": {"agent": "agt_1"}}
    for at, payment in enumerate((intent, "pi_1"), START + 5):
        answer = {"data": [session(1, payment_intent=payment, **outcome)], "has_more": False}
        feed.offer_list(SLUG, ListQuery(), answer, at)
        feed.write_waiting()
        assert made(Only(origin=Origin.AGENT)) == made() == 1


def test_what_is_under_way_is_read_again_for_35_days() -> None:
    """No payment method takes longer."""
    under_way = {**PAID, "payment_status": "unpaid"}
    store = FactStore(SLUG, 400)
    for days, is_due in ((34, True), (36, False)):
        store.take(facts_of([session(1, **under_way)]), START + days * DAY, now=START + days * DAY)
        assert (Fact.objects.get().due is not None) is is_due


def test_a_full_queue_drops_and_waits_for_nothing(feed: Feed) -> None:
    for number in range(2 * MOST_WAITING):
        feed.offer_event(SLUG, session(number), START)
    feed.write_waiting()
    assert Fact.objects.count() == MOST_WAITING


def test_a_database_that_fails_is_told_and_fails_nothing(feed: Feed) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sessions_browser_factsum RENAME TO away")
    feed.offer_event(SLUG, session(1, **PAID), START)
    feed.write_waiting()
    assert feed.trouble is not None
    assert feed.trouble.kind == "OperationalError"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE away RENAME TO sessions_browser_factsum")
    assert Fact.objects.count() == 0
    feed.offer_event(SLUG, session(1, **PAID), START)
    feed.write_waiting()
    assert made() == 1


def test_nothing_is_kept_when_it_is_switched_off(site: Site) -> None:
    site.keep_days = 0
    assert site.fill() == 0
    assert not Fact.objects.exists()
    assert site.emulator.requests() == []


def test_what_is_too_old_is_forgotten_with_its_sums(site: Site) -> None:
    site.fill()
    everything = truth.all_sessions(site.emulator)
    shorter = FactStore(SLUG, 30)
    deleted = forget_old(shorter, site.now)
    oldest = shorter.oldest(site.now)
    assert deleted == len(truth.within(everything, 0, oldest)) > 0
    assert forget_old(shorter, site.now) == 0
    begin, end = oldest, everything[0]["created"]
    found = queries.figures(SLUG, 0, end)
    assert (
        found.total.made == len(truth.within(everything, begin, end)) == made() - open_second(end)
    )
    assert not FactCoverage.objects.filter(begin__lt=oldest).exists()
    figures.check_rows(everything, begin, end)
    # Off, all of it goes.
    forget_old(FactStore(SLUG, 0), site.now + DAY)
    assert not Fact.objects.exists()
    assert not FactSum.objects.exists()


def open_second(end: int) -> int:
    return Fact.objects.filter(key__gte=end << 30).count()


def test_two_of_one_place_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """All ids of a second share the place where a search begins."""
    monkeypatch.setattr(
        FactStore, "_first_place", lambda _self, fact: fact.created << 30 | 2**30 - 1
    )
    store = FactStore(SLUG, 400)
    one, two = (facts_of([session(number, **PAID)]) for number in (1, 2))
    for facts in (one, two, one, [*two, *one]):
        store.take(facts, START, now=START)
    assert Fact.objects.count() == made() == 2
