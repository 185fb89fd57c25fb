"""The scan by what facts tell: exactly what is asked for, in few calls, as far as it was read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.facts import coverage
from sessions_browser.facts.session_fact import SessionFact
from sessions_browser.models import Fact, FactCoverage, Job
from sessions_browser.objects.money import exponent
from sessions_browser.processes import kinds_of_work
from sessions_browser.read_log.models import Entry
from tests.facts import truth
from tests.roles import of_role
from tests.running import Emulator, running_emulator
from tests.views import overview_page
from tests.views.page import LIST, ids, link, text_of

PAGE = "/demo/scan/"
ALL = "created=all"
Session = dict[str, Any]
DAY = 86_400


def shown(client: Client, query: str) -> list[str]:
    """The IDs on all pages."""
    return overview_page.rows_behind(client, f"{PAGE}?{query}")


def read(shop: Emulator) -> list[Session]:
    """Those that facts are of: the newest second is left to the next reading."""
    end = FactCoverage.objects.get().end
    return [one for one in truth.all_sessions(shop) if one["created"] < end]


def outcome(session: Session) -> str:
    return truth.outcome_of(session).lower()


def units(session: Session) -> float:
    return float((session["amount_total"] or 0) / 10 ** exponent(session["currency"] or ""))


def phone_of(session: Session) -> str | None:
    found: str | None = (session["customer_details"] or {}).get("phone")
    return found


QUESTIONS: dict[str, Callable[[Session], bool]] = {
    "outcome=paid": lambda s: outcome(s) == "paid",
    "outcome=left_known&outcome=processing": lambda s: outcome(s) in ("left_known", "processing"),
    "outcome=paid&outcome=open&outcome_not=on": lambda s: outcome(s) not in ("paid", "open"),
    "mode=subscription&mode=setup": lambda s: s["mode"] in ("subscription", "setup"),
    "origin=link&origin_not=on": lambda s: truth.origin_of(s) != "LINK",
    "currency=eur, usd": lambda s: s["currency"] in ("eur", "usd"),
    "currency=eur&currency_not=on": lambda s: s["currency"] != "eur",
    "currency=xau": lambda s: s["currency"] == "xau",
    "least=20&most=50.00": lambda s: s["currency"] is not None and 20 <= units(s) <= 50,
    "least=49,00": lambda s: s["currency"] is not None and units(s) >= 49,
    "most=0": lambda s: s["currency"] is not None and units(s) == 0,
    "has_email=1": lambda s: bool(truth.email_of(s)),
    "has_email=0&outcome=open": lambda s: not truth.email_of(s) and outcome(s) == "open",
    "has_phone=1": lambda s: bool(phone_of(s)),
    "has_customer=1&has_phone=0": lambda s: (
        bool(s["customer"] or s["customer_account"]) and not phone_of(s)
    ),
    "payment_link=none": lambda s: s["payment_link"] is None,
    "payment_link=none&payment_link_not=on&least=10": lambda s: (
        s["payment_link"] is not None and units(s) >= 10
    ),
}


def newest_of(expected: dict[str, int], found: list[str]) -> bool:
    """Whether these are the newest, each once; within a second in whatever order."""
    newest = sorted(expected.values(), reverse=True)[: len(found)]
    return len(set(found)) == len(found) and [expected.get(one) for one in found] == newest


def test_exactly_those_that_are_asked_for(signed_in: Client, known: Emulator) -> None:
    """All in one, since what is read takes longer than what is asked."""
    everything = read(known)
    for query, fits in QUESTIONS.items():
        expected = {one["id"]: one["created"] for one in everything if fits(one)}
        assert query == "currency=xau" or 0 < len(expected) < len(everything), query
        first = signed_in.get(f"{PAGE}?{ALL}&{query}")
        assert first.status_code == HTTPStatus.OK
        assert f"{len(expected):,} match" in text_of(first), query
        assert newest_of(expected, ids(first)), query
        assert len(ids(first)) == min(25, len(expected)), query


def test_all_pages_show_each_once_and_turned_the_other_way(
    signed_in: Client, known: Emulator
) -> None:
    query = f"{ALL}&outcome=processing&outcome=nothing_due"
    found = shown(signed_in, query)
    assert len(found) == len(set(found)) > 25
    assert shown(signed_in, f"{query}&order=oldest") == found[::-1]
    turned = link(signed_in.get(f"{PAGE}?{query}"), "turn")
    assert ids(signed_in.get(turned)) == found[::-1][:25]


def test_several_links_by_name_and_id(signed_in: Client, known: Emulator) -> None:
    signed_in.get(LIST)
    services.wait_for_background()
    links = {one["payment_link"] for one in read(known)} - {None}
    one, other = sorted(links)[:2]
    found = shown(signed_in, f"{ALL}&payment_link={one},{other}")
    of_both = [s for s in read(known) if s["payment_link"] in (one, other)]
    assert newest_of({s["id"]: s["created"] for s in of_both}, found)
    assert len(found) == len(of_both)
    assert "No payment link" in text_of(signed_in.get(f"{PAGE}?payment_link=Nothing+of+ours"))


def test_a_link_by_its_address(signed_in: Client, known: Emulator) -> None:
    signed_in.get(LIST)
    services.wait_for_background()
    used = {one["payment_link"] for one in read(known)}
    link = next(
        one for one in known.get("/v1/payment_links?limit=100")["data"] if one["id"] in used
    )
    by_id = shown(signed_in, f"{ALL}&payment_link={link['id']}")
    assert by_id
    pasted = quote(f"{link['url']}?prefilled_email=a%40b.example")
    assert shown(signed_in, f"{ALL}&payment_link={pasted}") == by_id
    unknown = signed_in.get(f"{PAGE}?payment_link={quote('https://buy.stripe.com/nothing')}")
    assert "No payment link of this account has this name or address." in text_of(unknown)
    no_link = text_of(signed_in.get(f"{PAGE}?payment_link=cus_1AbcDefGhiJklM"))
    assert "Enter the name of a payment link, its ID" in no_link


@pytest.mark.parametrize("query", ["outcome=processing", "least=100", "view=processing"])
def test_the_first_page_takes_three_calls_at_most(
    signed_in: Client, known: Emulator, query: str
) -> None:
    signed_in.get(LIST)
    services.wait_for_background()
    known.reset()
    page = signed_in.get(f"{PAGE}?{ALL}&{query}")
    services.wait_for_background()
    assert len(ids(page)) > 10
    assert len(known.requests()) <= 3
    if query == "least=100":
        return
    # The rest comes behind it, and then nothing is missing.
    each = re.search(r'hx-get="([^"]+)" hx-trigger="load"', page.content.decode())
    assert each
    url = each[1].replace("&amp;", "&")
    whole = signed_in.get(url, headers={"HX-Request": "true"})
    assert ids(whole) == ids(page)
    assert "only what is remembered" in text_of(page)
    assert "only what is remembered" not in text_of(whole)
    assert "<html" not in whole.content.decode()


def test_what_is_not_read_is_told(signed_in: Client, known: Emulator) -> None:
    assert "Looked through all" in text_of(signed_in.get(f"{PAGE}?{ALL}&outcome=paid"))
    one = FactCoverage.objects.get()
    FactCoverage.objects.all().delete()
    coverage.add(one.account, one.end - 10 * DAY, one.end, int(time.time()))
    coverage.add(one.account, one.end - 30 * DAY, one.end - 20 * DAY, int(time.time()))
    page = text_of(signed_in.get(f"{PAGE}?created=last_30_days&outcome=paid"))
    assert re.search(r"Only [1-9][0-9] % of this range is remembered, without a gap from", page)
    FactCoverage.objects.all().delete()
    page = text_of(signed_in.get(f"{PAGE}?{ALL}&outcome=paid"))
    assert "Nothing of this range is remembered yet." in page


def test_what_is_new_is_read_for_whoever_looks(signed_in: Client, known: Emulator) -> None:
    page = text_of(signed_in.get(f"{PAGE}?{ALL}&outcome=open"))
    assert "when they were last read, and may be paid by now" in page
    FactCoverage.objects.update(end=int(time.time()) - 3600, read_at=int(time.time()) - 3600)
    signed_in.get(f"{PAGE}?{ALL}&outcome=open")
    assert not Job.objects.exists(), "nobody has begun it"
    long_ago = timezone.now() - timedelta(hours=2)
    Job.objects.create(kind="backfill", account="demo", state="done", started=long_ago)
    page = text_of(signed_in.get(f"{PAGE}?{ALL}&outcome=open"))
    assert "Read what is missing" in page
    assert Job.objects.filter(kind="backfill", state="waiting", owner="").count() == 1


def test_coverage_is_true_while_sessions_arrive(
    signed_in: Client, settings: Settings, db: None
) -> None:
    with running_emulator("--sessions=60", "--seed=3") as shop:
        settings.STRIPE_API_BASE = shop.address
        services.reset()
        overview_page.fill()
        before = re.search(r"all ([0-9,]+) sessions", text_of(signed_in.get(f"{PAGE}?{ALL}")))
        shop.control("arrive?count=5")
        page = text_of(signed_in.get(f"{PAGE}?{ALL}&outcome=open"))
        again = re.search(r"all ([0-9,]+) sessions", page)
        assert before
        assert again
        assert before[1] == again[1], "what was not read is not counted"
        assert len(shown(signed_in, ALL)) == int(again[1])
        FactCoverage.objects.update(end=int(time.time()) - 3600)
        page = text_of(signed_in.get(f"{PAGE}?{ALL}&outcome=open"))
        assert "are not looked through yet" in page
        services.wait_for_background()


TOLD = re.compile(r"ooked through (?:all|these) ([0-9,]+) sessions.*?: ([0-9,]+) match(?:es)?\.")


def test_coverage_is_true_at_each_step_of_the_reading_while_sessions_arrive(
    signed_in: Client, settings: Settings, db: None
) -> None:
    """All that it says is looked through is, and nothing of it is missing among what is shown."""
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    with running_emulator("--sessions=900", "--seed=3") as shop:
        settings.STRIPE_API_BASE = shop.address
        services.reset()
        kind = next(one for one in kinds_of_work() if one.name == "backfill")
        parameters = {"account": "demo", "again": None}
        state, partly = kind.first(parameters), 0
        while state is not None:
            state = kind.step(parameters, state).state
            shop.control("arrive?count=3")
            stretches = list(FactCoverage.objects.values_list("begin", "end"))
            there = [
                one
                for one in truth.all_sessions(shop)
                if any(begin <= one["created"] < end for begin, end in stretches)
            ]
            page = text_of(signed_in.get(f"{PAGE}?{ALL}&outcome=paid"))
            if not stretches:
                assert "Nothing of this range is remembered yet." in page
                continue
            told = TOLD.search(page)
            assert told
            paid = sum(outcome(one) == "paid" for one in there)
            assert [int(one.replace(",", "")) for one in told.groups()] == [len(there), paid]
            assert ("Only " in page) == (len(stretches) > 1 or state is not None)
            partly += "Only " in page
        assert partly > 1
        services.wait_for_background()


def test_what_was_remembered_before_is_left_out_and_told(
    signed_in: Client, known: Emulator
) -> None:
    some = list(Fact.objects.values_list("pk", flat=True)[:7])
    Fact.objects.filter(pk__in=some).update(given=None)
    page = text_of(signed_in.get(f"{PAGE}?{ALL}&has_email=0"))
    assert "Of 7 sessions it is not remembered what is known of the customer" in page
    overview_page.fill(again=0)
    assert "it is not remembered" not in text_of(signed_in.get(f"{PAGE}?{ALL}&has_email=0"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("outcome=rich", "rich is not one of the available choices"),
        ("least=much", "Enter an amount such as 49.00."),
        ("least=nan", "Enter an amount such as 49.00."),
        ("currency=euros", "There is no such value."),
        ("created_from=2026-11-20&created_to=2026-11-01", "The end is before the start."),
        ("created_from=2999-01-01", "This range has not begun yet."),
        ("tz=Mars/Olympus", "Enter a time zone by its name"),
        ("least=10&most=9.99", "The amount to is below the amount from"),
        ("has_email=2", "is not one of the available choices"),
    ],
)
def test_bad_questions_are_words(
    signed_in: Client, upstream: Emulator, query: str, words: str
) -> None:
    response = signed_in.get(f"{PAGE}?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(response)


def test_the_form_keeps_what_was_chosen(signed_in: Client, known: Emulator) -> None:
    query = "created=last_30_days&outcome=paid&outcome_not=on&least=5&has_email=1&currency=eur"
    page = signed_in.get(f"{PAGE}?{query}").content.decode()
    for name, value in (("outcome", "paid"), ("outcome_not", "on")):
        assert re.search(rf'name="{name}"\s+value="{value}"\s+checked', page), name
    assert re.search(r'<option value="last_30_days"\s+selected', page)
    assert re.search(r'name="least"\s+type="text"\s+value="5"', page)


def test_days_that_were_typed_count_more_than_the_preset(
    signed_in: Client, known: Emulator
) -> None:
    days = {"created": "last_7_days", "created_from": "2026-01-01", "outcome": "paid"}
    response = signed_in.post(PAGE, days)
    assert "created=" not in response["Location"].replace("created_from=", "")
    assert "created_from=2026-01-01" in response["Location"]
    page = signed_in.get(response["Location"])
    assert ids(page)
    assert 'value="2026-01-01"' in page.content.decode()


def test_those_who_see_masked_see_masked_rows(masked: Client, known: Emulator) -> None:
    page = masked.get(f"{PAGE}?{ALL}&outcome=paid").content.decode()
    assert "•••@" in page
    emails = {truth.email_of(one) for one in read(known)} - {None}
    assert not [email for email in emails if email and email in page]


def test_a_look_is_in_the_read_log(signed_in: Client, known: Emulator) -> None:
    signed_in.get(PAGE)
    assert not Entry.objects.filter(kind="scan").exists(), "a form shows nobody"
    page = signed_in.get(f"{PAGE}?{ALL}&outcome=paid&least=10")
    entry = Entry.objects.filter(kind="scan").latest("number")
    assert entry.rows == len(ids(page))
    assert "least" in entry.detail
    assert "10" not in entry.detail


def test_where_nothing_is_remembered_it_says_so(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.FACTS_KEEP_DAYS = 0
    response = signed_in.get(f"{PAGE}?outcome=paid")
    assert response.status_code == HTTPStatus.OK
    assert "Nothing is remembered of sessions here" in text_of(response)


def test_a_database_that_fails_is_a_sentence(
    signed_in: Client, known: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr("sessions_browser.facts.coverage.covered", fail)
    response = signed_in.get(f"{PAGE}?{ALL}&outcome=paid")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "cannot read its database" in text_of(response)


def test_ready_views_are_one_click_from_the_list(signed_in: Client, known: Emulator) -> None:
    page = signed_in.get(LIST)
    for name in ("processing", "write_to", "several_open", "untold", "high"):
        response = signed_in.get(link(page, f"ready-{name}"))
        assert response.status_code == HTTPStatus.OK, name
        assert re.search(rf'id="ready-{name}"[^>]*aria-current="page"', response.content.decode())


def test_processing_for_more_than_three_days(signed_in: Client, known: Emulator) -> None:
    late = time.time() - 3 * DAY
    everything = read(known)[::-1]
    expected = [s["id"] for s in everything if outcome(s) == "processing" and s["created"] < late]
    assert expected
    assert shown(signed_in, "view=processing") == expected


def test_left_known_consented_with_a_link_that_holds(signed_in: Client, known: Emulator) -> None:
    def fits(session: Session) -> bool:
        recovery = (session["after_expiration"] or {}).get("recovery") or {}
        return (
            outcome(session) == "left_known"
            and (session["consent"] or {}).get("promotions") == "opt_in"
            and bool(recovery.get("url"))
            and recovery["expires_at"] > time.time()
        )

    everything = read(known)
    since = {
        (truth.email_of(one) or "").lower(): one["created"]
        for one in reversed(everything)
        if outcome(one) in ("paid", "processing", "nothing_due")
    }
    wanted = [one for one in everything if fits(one)]
    expected = [
        one["id"]
        for one in wanted
        if since.get((truth.email_of(one) or "").lower(), 0) <= one["created"]
    ]
    assert 0 < len(expected) < len(wanted)
    assert shown(signed_in, "view=write_to") == expected


def test_nobody_who_has_bought_since_is_to_be_written_to(
    signed_in: Client, upstream: Emulator
) -> None:
    soon = {"url": "https://buy.example/r", "expires_at": int(time.time()) + DAY}
    may = {
        **LEFT,
        "consent": {"promotions": "opt_in"},
        "after_expiration": {"recovery": {"enabled": True, **soon}},
    }
    bought, still = of("ana@example.com"), of("ben@example.com")
    before, anew, phoned = made(3, 9000, **COMPLETE, **still), made(5, 5000), made(6, 4000)
    anew |= {"status": "expired", **still}
    phoned |= {**may, "customer_details": {"phone": "+4930123456"}}
    taken(
        made(1, 8000, **may, **bought),
        made(2, 7000, **COMPLETE, **bought),
        before,
        made(4, 6000, **may, **still),
        anew,
        phoned,
    )
    wanted = [f"cs_test_{number:058}" for number in (6, 4)]
    assert shown(signed_in, "view=write_to") == wanted


def taken(*sessions: Session) -> None:
    """Remembered, with all around them read."""
    now = time.time()
    facts = [fact for one in sessions if (fact := SessionFact.from_object(one))]
    store = services.fact_store("demo")
    store.take(facts, now, now=now, covers=(int(now) - 40 * DAY, int(now)))


def made(number: int, ago: int, **values: Any) -> Session:
    usual = {
        "id": f"cs_test_{number:058}",
        "created": int(time.time()) - ago,
        "status": "open",
        "payment_status": "unpaid",
        "mode": "payment",
        "currency": "eur",
        "amount_total": 1000,
    }
    return {**usual, **values}


def of(email: str) -> Session:
    return {"customer_details": {"email": email}}


COMPLETE = {"status": "complete", "payment_status": "paid"}
LEFT = {"status": "expired"}


def test_several_open_sessions_of_one_customer(signed_in: Client, upstream: Emulator) -> None:
    mine = [made(1, 600, **of("a@b.example")), made(2, 300, **of("A@b.example"))]
    others = [
        made(3, 200, **of("c@d.example")),
        made(4, 100, **of("c@d.example"), **COMPLETE),
        made(5, 50),
        made(6, 40),
    ]
    taken(*mine, *others)
    assert shown(signed_in, "view=several_open") == [mine[1]["id"], mine[0]["id"]]


def test_completed_without_an_event(signed_in: Client, upstream: Emulator) -> None:
    silent, told, late, new = (
        made(1, 2 * 3600, **COMPLETE),
        made(2, 3 * 3600, **COMPLETE),
        made(3, 5 * 3600),
        made(4, 60, **COMPLETE),
    )
    taken(silent, told, late, new)
    feed = services.get_feed()
    feed.open()
    # Also one that tells nothing new.
    feed.offer_event("demo", told, time.time() - 3 * 3600 + 60)
    feed.write_waiting()
    assert shown(signed_in, "view=untold") == [silent["id"]]


def test_high_value_that_left_lately(signed_in: Client, upstream: Emulator) -> None:
    usual = [made(number, 3 * DAY, **COMPLETE) for number in range(10, 40)]
    high = made(1, 3600, amount_total=90_000, **LEFT)
    yen = made(2, 3500, amount_total=90_000, currency="jpy", **LEFT)
    low, old = made(3, 3400, **LEFT), made(4, 3 * DAY, amount_total=90_000, **LEFT)
    usual += [made(number, 4 * DAY, amount_total=90_000, currency="jpy") for number in (50, 51)]
    cheap = made(5, 3300, amount_total=900, currency="jpy", **LEFT)
    taken(*usual, high, yen, low, old, cheap)
    assert shown(signed_in, "view=high") == [yen["id"], high["id"]]


def test_without_a_webhook_nobody_takes_it_for_dead(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    silent = text_of(signed_in.get(f"{PAGE}?view=untold"))
    assert "No webhook is set up here for this account" in silent
    assert "the webhook is dead" not in silent
    settings.STRIPE_WEBHOOK_SECRETS = {"demo": "whsec_only_for_tests_0123456789"}
    assert "the webhook is dead" in text_of(signed_in.get(f"{PAGE}?view=untold"))


def test_a_ready_view_of_a_part_leads_to_reading_the_rest(
    known: Emulator, signed_in: Client
) -> None:
    manager, fill = of_role("Manager"), "/demo/overview/fill/"
    for name in ("processing", "high"):
        assert fill not in manager.get(f"{PAGE}?view={name}").content.decode()
    part = FactCoverage.objects.get()
    FactCoverage.objects.update(begin=part.end - 4 * DAY)
    page = manager.get(f"{PAGE}?view=processing")
    assert "of this range is remembered" in text_of(page)
    assert fill in page.content.decode()
    # Whoever may not read all is led to no refusal.
    assert fill not in signed_in.get(f"{PAGE}?view=processing").content.decode()


def test_each_ready_view_says_what_it_shows(signed_in: Client, upstream: Emulator) -> None:
    processing = text_of(signed_in.get(f"{PAGE}?view=processing"))
    assert "not paid as far as a list tells" in processing
    assert "of an amount that was reserved a part may have been collected" in processing
    high = text_of(signed_in.get(f"{PAGE}?view=high"))
    assert "the dearest tenth that is remembered of the last 30 days" in high
