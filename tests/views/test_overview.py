"""The overview of managers: who may see it, what it says to bad input, how it is filled."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.facts import coverage
from sessions_browser.facts.feed import FeedTrouble
from sessions_browser.models import Fact, FactCoverage, Job
from sessions_browser.processes import kinds_of_work
from tests.roles import give, of_role
from tests.running import Emulator
from tests.views import overview_page
from tests.views.overview_page import PAGE
from tests.views.page import LIST, ids, references_of_calls, text_of


@pytest.fixture
def manager(signed_in: Client, person: User) -> Client:
    overview_page.may_see(person)
    return signed_in


@pytest.fixture
def known(upstream: Emulator, settings: Settings, db: None) -> Emulator:
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.fill()
    return upstream


def done(**values: object) -> Job:
    """A fill that has ended."""
    made: dict[str, object] = {"kind": "backfill", "account": "demo", "state": "done"}
    return Job.objects.create(**{**made, "parameters": {"account": "demo"}, **values})


def test_only_managers_see_it(signed_in: Client, person: User, upstream: Emulator) -> None:
    for address in ("", "rows/", "fill/", "filling/"):
        response = signed_in.get(f"{PAGE}{address}")
        assert response.status_code == HTTPStatus.FORBIDDEN, address
    assert "Overview</a>" not in text_of(signed_in.get(LIST))
    overview_page.may_see(person, "view_overview")
    assert signed_in.get(PAGE).status_code == HTTPStatus.OK
    assert "Overview</a>" in text_of(signed_in.get(LIST))
    for address in ("fill/", "read-again/", "cancel/"):
        response = signed_in.post(f"{PAGE}{address}")
        assert response.status_code == HTTPStatus.FORBIDDEN, address


def test_nothing_is_counted_before_all_was_read(manager: Client, upstream: Emulator) -> None:
    page = text_of(manager.get(PAGE))
    assert "Nothing of this range has been read yet" in page
    assert "Read all sessions…" in page
    assert not overview_page.figures(manager.get(PAGE))


def test_it_costs_no_call(manager: Client, known: Emulator) -> None:
    manager.get(PAGE)
    services.wait_for_background()
    known.reset()
    assert overview_page.figures(manager.get(PAGE))["made"] != "0"
    assert known.queries() == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("created_from=2026-11-20&created_to=2026-11-01", "The end is before the start."),
        ("created_from=1900-01-01", "Enter a year from 1970"),
        ("created_from=1970-01-01&created_to=1990-01-01", "ends before anything was remembered"),
        ("created_from=2999-01-01", "This range has not begun yet."),
        ("created=last_week", "last_7_days"),
        ("created=1795000000", "Choose a preset or a range of days."),
        ("tz=Mars/Olympus", "Enter a time zone by its name"),
        ("currency=euros", "There is no such value."),
        ("mode=x", "There is no such value."),
        ("compare_from=2026-11-20&compare_to=2026-11-01", "The end is before the start."),
        ("compare_from=soon", "Enter a date such as"),
        ("created=today&created=yesterday", "This was given more than once"),
    ],
)
def test_bad_ranges_and_filters_are_words(
    manager: Client, upstream: Emulator, query: str, words: str
) -> None:
    response = manager.get(f"{PAGE}?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(response)


@pytest.mark.parametrize("page", [PAGE, "/demo/scan/"])
@pytest.mark.parametrize("link", ["Nothing+of+ours", "https://buy.stripe.com/none"])
def test_a_link_that_is_none_is_told_as_far_as_links_are_known(
    manager: Client, upstream: Emulator, page: str, link: str
) -> None:
    """Nothing was asked of Stripe yet, so which links there are was not known."""
    response = manager.get(f"{page}?payment_link={link}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "The payment links are not known here yet: try again in a moment" in text_of(response)
    services.wait_for_background()
    response = manager.get(f"{page}?payment_link={link}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "No payment link of this account has this name or address." in text_of(response)


def test_the_calls_for_rows_have_the_reference_of_their_request(
    manager: Client, known: Emulator
) -> None:
    services.wait_for_background()
    known.reset()
    query = "from=0&to=4000000000&tz=Europe/Berlin&outcome=processing"
    with references_of_calls() as references:
        response = manager.get(f"{PAGE}rows/?{query}")
        services.wait_for_background()
    assert ids(response)
    assert len(known.requests()) > 2, "none was read by its ID"
    assert references == {response["X-Request-Id"]}


def test_forty_years_begin_where_facts_do(manager: Client, known: Emulator) -> None:
    response = manager.get(f"{PAGE}?created_from=1986-01-01")
    assert "Sessions are remembered for 400 days, so the figures begin on" in text_of(response)
    assert "week of" in text_of(response)
    assert overview_page.figures(response)["made"] != "0"


def test_a_link_that_is_gone_has_no_sessions(manager: Client, known: Emulator) -> None:
    response = manager.get(f"{PAGE}?payment_link=plink_1Gone")
    assert response.status_code == HTTPStatus.OK
    assert overview_page.figures(response)["made"] == "0"
    assert "plink_1Gone" in text_of(response)


def test_a_link_is_found_by_its_name(manager: Client, known: Emulator) -> None:
    manager.get(PAGE)
    services.wait_for_background()
    whole = overview_page.figures(manager.get(PAGE))["made"]
    response = manager.get(f"{PAGE}?payment_link=Donation")
    assert response.status_code == HTTPStatus.OK
    assert int(overview_page.figures(response)["made"]) < int(whole)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=1&to=2",
        "from=1&to=2&tz=Mars/X",
        "from=x&to=2&tz=UTC",
        "from=1&to=2&tz=UTC&outcome=rich",
        "from=1&to=2&tz=UTC&hour=168",
        "from=1&to=2&tz=UTC&hour=%D9%A1",
        "from=1&to=2&tz=UTC&band=99",
        "from=1&to=2&tz=UTC&link='%20OR%201",
        "from=99999999999999999999&to=2&tz=UTC",
    ],
)
def test_an_address_that_names_no_number_says_so(manager: Client, db: None, query: str) -> None:
    response = manager.get(f"{PAGE}rows/?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "names no number of the overview" in text_of(response)


def test_rows_come_though_stripe_fails(
    manager: Client, known: Emulator, settings: Settings
) -> None:
    url = overview_page.FIGURE.search(overview_page.main_of(manager.get(PAGE)))
    assert url
    paid = next(n.url for n in overview_page.numbers(manager.get(PAGE)) if "outcome=paid" in n.url)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    response = manager.get(paid)
    assert response.status_code == HTTPStatus.OK
    assert ids(response)
    assert "only what is remembered is shown" in text_of(response)


def test_switched_off_it_says_so(manager: Client, upstream: Emulator, settings: Settings) -> None:
    settings.FACTS_KEEP_DAYS = 0
    response = manager.get(PAGE)
    assert response.status_code == HTTPStatus.OK
    assert "The overview is switched off" in text_of(response)
    assert manager.post(f"{PAGE}fill/").status_code == HTTPStatus.NOT_FOUND


def test_a_database_that_cannot_be_read_is_words(
    manager: Client, upstream: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(coverage, "coverage_of", fail)
    response = manager.get(PAGE)
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "cannot read its database" in text_of(response)


def test_a_full_disk_is_told_here_and_on_the_status_page(
    manager: Client, known: Emulator, person: User
) -> None:
    services.get_feed().trouble = FeedTrouble(timezone.now().timestamp(), "OperationalError")
    words = "could not write to its database, which is full or locked (OperationalError)"
    try:
        assert words in text_of(manager.get(PAGE))
        give(person, "Administrator")
        assert words in text_of(manager.get("/status/"))
    finally:
        services.get_feed().trouble = None


@pytest.mark.parametrize(("state", "is_told"), [("waiting", True), ("cancelled", False)])
def test_reading_that_waits_for_the_disk_is_told_on_the_status_page(
    db: None, upstream: Emulator, state: str, *, is_told: bool
) -> None:
    """By whichever process answers, though another one works."""
    done(state=state, note="disk")
    page = text_of(of_role("Administrator").get("/status/"))
    assert ("The dashboard cannot write to its database." in page) is is_told


def test_reading_takes_its_share_of_the_months_reads_and_leaves_the_rest_to_people(
    manager: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_READS_PER_MONTH, settings.FACTS_READS_SHARE = 100, 3
    kind = next(one for one in kinds_of_work() if one.name == "backfill")
    parameters = {"account": "demo"}
    state, note = kind.first(parameters), ""
    for _ in range(10):
        step = kind.step(parameters, state)
        state, note = step.state, step.note
        if note == "allowance":
            break
    assert (note, step.wait) == ("allowance", 3600.0)
    # Calls that are under way when it is used up are not held back.
    asked = len(upstream.queries())
    assert 3 <= asked <= 6
    assert len(ids(manager.get(LIST))) == 25
    assert len(upstream.queries()) > asked


def test_rolled_keys_count_nobody_twice(known: Emulator, settings: Settings) -> None:
    before = set(Fact.objects.values_list("key", "person"))
    assert len({person for _, person in before}) > 100
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_rolled"}
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 9, [settings.SECRET_KEY]
    calls = len(known.queries())
    overview_page.fill(again=1)
    assert len(known.queries()) >= calls + 10
    assert set(Fact.objects.values_list("key", "person")) == before


def test_the_cost_is_told_before_it_starts(manager: Client, upstream: Emulator) -> None:
    page = text_of(manager.get(f"{PAGE}fill/"))
    assert "are not read yet" in page
    assert "of the 10,000 reads that the account has in 30 days" in page
    assert len(upstream.queries()) <= 5
    assert not Job.objects.exists()
    manager.get(f"{PAGE}fill/")
    assert len(upstream.queries()) <= 5
    response = manager.post(f"{PAGE}fill/", follow=True)
    job = Job.objects.get()
    assert (job.kind, job.owner, job.parameters) == ("backfill", "ana", {"account": "demo"})
    assert "Sessions are being read." in text_of(response)
    manager.post(f"{PAGE}fill/")
    assert Job.objects.count() == 1


def test_progress_moves_until_it_ends(manager: Client, upstream: Emulator) -> None:
    job = done(state="running", done=300, total=1000)
    page = text_of(manager.get(PAGE))
    assert 'hx-trigger="every 2s"' in page
    part = manager.get(f"{PAGE}filling/", headers={"HX-Request": "true"})
    assert "300 of about 1,000" in text_of(part)
    assert 'value="30"' in text_of(part)
    assert "HX-Refresh" not in part
    Job.objects.filter(pk=job.pk).update(state="done")
    part = manager.get(f"{PAGE}filling/", headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    assert manager.get(f"{PAGE}filling/").status_code == HTTPStatus.FOUND


def test_it_is_cancelled_and_begun_again(manager: Client, upstream: Emulator) -> None:
    job = done(state="running")
    response = manager.post(f"{PAGE}cancel/", {"query": "created=today"})
    assert response["Location"] == f"{PAGE}?created=today"
    job.refresh_from_db()
    assert job.state == "cancelled"
    page = text_of(manager.get(PAGE))
    assert "Reading all sessions was cancelled." in page
    assert "Read all sessions…" in page
    assert Job.objects.count() == 1


def test_figures_so_far_say_how_far_they_reach(manager: Client, known: Emulator) -> None:
    now = int(timezone.now().timestamp())
    FactCoverage.objects.update(begin=now - 2 * 86_400)
    response = manager.get(f"{PAGE}?created=last_30_days")
    assert "of this range is read so far, without a gap from" in text_of(response)
    assert "not read in full" in text_of(response)
    assert overview_page.figures(response)["made"] != "0"
    assert "There is nothing to compare with" in text_of(response)


def test_what_has_become_old_is_read_by_itself(manager: Client, known: Emulator) -> None:
    manager.get(PAGE)
    assert not Job.objects.exists(), "nobody has started it"
    ended = done(started=timezone.now())
    manager.get(PAGE)
    assert Job.objects.count() == 1, "it is new enough"
    FactCoverage.objects.update(read_at=int(timezone.now().timestamp()) - 3600)
    Job.objects.filter(pk=ended.pk).update(started=timezone.now() - timedelta(hours=1))
    manager.get(PAGE)
    job = Job.objects.exclude(pk=ended.pk).get()
    assert job.owner == ""
    assert job.parameters["again"] < timezone.now().timestamp() - 86_400
    manager.get(PAGE)
    assert Job.objects.count() == 2


def test_the_last_day_is_read_again_on_demand(manager: Client, known: Emulator) -> None:
    done(started=timezone.now())
    assert "Read the last day again" in text_of(manager.get(PAGE))
    manager.post(f"{PAGE}read-again/")
    assert Job.objects.filter(parameters__again__gt=0).count() == 1


def test_reading_again_brings_who_has_paid_meanwhile(manager: Client, known: Emulator) -> None:
    open_ones = known.get("/v1/checkout/sessions?status=open&limit=5")["data"]
    before = overview_page.figures(manager.get(PAGE))
    known.control(f"complete?session={open_ones[-1]['id']}")
    overview_page.fill(again=int(timezone.now().timestamp()) - 26 * 3600)
    after = overview_page.figures(manager.get(PAGE))
    assert int(after["open"]) == int(before["open"]) - 1


def test_tables_are_sorted_by_their_heads(manager: Client, known: Emulator) -> None:
    page = manager.get(f"{PAGE}?created=last_30_days&sort=-paid")
    paid = [int(row[2]) for row in overview_page.table(page, "by-link-heading")]
    assert paid == sorted(paid, reverse=True)
    assert 'aria-sort="descending"' in text_of(page)
    page = manager.get(f"{PAGE}?created=last_30_days&sort=name")
    names = [row[0].casefold() for row in overview_page.table(page, "by-link-heading")]
    assert [name.split(" plink_")[0] for name in names] == sorted(
        name.split(" plink_")[0] for name in names
    )


def test_another_range_stands_beside_it(manager: Client, known: Emulator) -> None:
    """M9: the price was changed at nine."""
    at = (timezone.now() - timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    response = manager.get(f"{PAGE}?created_from={at}&compare_to={at}&tz=UTC")
    assert response.status_code == HTTPStatus.OK
    assert "Compared with" in text_of(response)
    assert "points" in text_of(response)
    longer = manager.get(f"{PAGE}?created=today&compare_from=2026-11-01&compare_to=2026-11-20")
    assert longer.status_code == HTTPStatus.OK
