"""Query strings: what goes to Stripe for each."""

from __future__ import annotations

import itertools
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import pytest

from sessions_browser.filters import dates, list_address
from sessions_browser.filters.choices import EXPANDABLE
from sessions_browser.filters.dates import parse, start_of
from tests.unit.filters.addresses import BERLIN, SINGLE, Wire, created, read, unix, wire
from tests.unit.strategies import ZONES


@pytest.mark.parametrize(
    ("query_string", "filters"),
    [
        ("", []),
        # Each of Stripe's parameters in our spelling.
        ("email=ana@example.com", [("customer_details[email]", "ana@example.com")]),
        ("email=Ana%2Bb%40Example.com", [("customer_details[email]", "Ana+b@Example.com")]),
        ("email=%20ana@example.com%09", [("customer_details[email]", "ana@example.com")]),
        (
            "email=jos%C3%A9@b%C3%BCcher.example",
            [("customer_details[email]", "josé@bücher.example")],
        ),
        ("customer=cus_Ab9", [("customer", "cus_Ab9")]),
        ("customer_account=acct_Ab9", [("customer_account", "acct_Ab9")]),
        ("payment_intent=pi_3Ab9", [("payment_intent", "pi_3Ab9")]),
        ("payment_link=plink_1Ab9", [("payment_link", "plink_1Ab9")]),
        ("subscription=sub_1Ab9", [("subscription", "sub_1Ab9")]),
        ("status=open", [("status", "open")]),
        ("status=complete", [("status", "complete")]),
        ("status=expired", [("status", "expired")]),
        # Stripe filters by status alone; the rest is sieved.
        ("outcome=paid", [("status", "complete")]),
        ("outcome=processing", [("status", "complete")]),
        ("outcome=no_payment_due", [("status", "complete")]),
        ("outcome=open", [("status", "open")]),
        ("outcome=abandoned", [("status", "expired")]),
        ("outcome=paid&status=complete", [("status", "complete")]),
        ("outcome=abandoned&status=expired", [("status", "expired")]),
        ("outcome=complete", [("status", "complete")]),
        # One box for three of them.
        ("who=ana@example.com", [("customer_details[email]", "ana@example.com")]),
        ("who=cus_Ab9", [("customer", "cus_Ab9")]),
        ("who=acct_Ab9", [("customer_account", "acct_Ab9")]),
        ("who=cus_Ab9&customer=cus_Ab9", [("customer", "cus_Ab9")]),
        (
            "who=ana@example.com&customer=cus_Ab9",
            [("customer", "cus_Ab9"), ("customer_details[email]", "ana@example.com")],
        ),
        ("customer=cus_1%E2%80%AE", [("customer", "cus_1")]),
        # Stripe's own spelling, raw and escaped.
        ("customer_details[email]=a@b.example", [("customer_details[email]", "a@b.example")]),
        ("customer_details%5Bemail%5D=a%40b.co", [("customer_details[email]", "a@b.co")]),
        ("created=1700000000", [("created", "1700000000")]),
        ("created[gt]=1700000000", [("created[gt]", "1700000000")]),
        ("created[gte]=1700000000", [("created[gte]", "1700000000")]),
        ("created[lt]=1700000000", [("created[lt]", "1700000000")]),
        ("created[lte]=1700000000", [("created[lte]", "1700000000")]),
        ("created%5Bgte%5D=1700000000", [("created[gte]", "1700000000")]),
        ("created_gt=1700000000", [("created[gt]", "1700000000")]),
        ("created_lte=1700000000", [("created[lte]", "1700000000")]),
        (
            "created[gt]=1&created[gte]=99999999&created[lt]=200000000&created[lte]=199999999",
            [
                ("created[gt]", "1"),
                ("created[gte]", "99999999"),
                ("created[lt]", "200000000"),
                ("created[lte]", "199999999"),
            ],
        ),
        # Empty means not given.
        ("email=&who=&status=&created=&created_from=&limit=&expand=&tz=&starting_after=", []),
        ("email=%20%20&status=%09", []),
        ("status=open&status=&status=open", [("status", "open")]),
    ],
)
def test_each_filter_becomes_stripes(query_string: str, filters: Wire) -> None:
    assert wire(read(query_string)) == [*filters, ("limit", "25")]


@pytest.mark.parametrize(
    ("query_string", "bounds"),
    [
        (
            "created_from=2026-11-17&created_to=2026-11-19",
            created("2026-11-17T00:00+01:00", "2026-11-20T00:00+01:00"),
        ),
        (
            "created_from=2026-12-31&created_to=2026-12-31",
            created("2026-12-31T00:00+01:00", "2027-01-01T00:00+01:00"),
        ),
        (
            "created_from=2026-03-29&created_to=2026-03-29",
            created("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"),
        ),
        (
            "created_from=2026-10-25&created_to=2026-10-25",
            created("2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"),
        ),
        (
            "created_from=2026-04-24&created_to=2026-04-24&tz=Africa/Cairo",
            created("2026-04-24T01:00+03:00", "2026-04-25T00:00+03:00"),
        ),
        (
            "created_from=2026-11-19T14:00&created_to=2026-11-19%2014:30:15",
            created("2026-11-19T14:00+01:00", "2026-11-19T14:30:15+01:00"),
        ),
        (
            "created_from=2026-11-19&created_from_time=14:00&created_to=2026-11-19&created_to_time=15:00:01",
            created("2026-11-19T14:00+01:00", "2026-11-19T15:00:01+01:00"),
        ),
        (
            "created_from=2026-11-19&created_from_time=00:00&created_to=2026-11-20&created_to_time=00:00",
            created("2026-11-19T00:00+01:00", "2026-11-20T00:00+01:00"),
        ),
        (
            "created_from=2026-10-25T02:30&created_to=2026-10-25T02:30",
            created("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
        ),
        (
            "created_from=2026-11-19T14:00Z&created_to=2026-11-19T20:00%2B05:45",
            created("2026-11-19T14:00+00:00", "2026-11-19T20:00+05:45"),
        ),
        ("created=today", created("2026-11-19T00:00+01:00", "2026-11-20T00:00+01:00")),
        ("created=yesterday", created("2026-11-18T00:00+01:00", "2026-11-19T00:00+01:00")),
        ("created=last_7_days", created("2026-11-13T00:00+01:00", "2026-11-20T00:00+01:00")),
        ("created=last_30_days", created("2026-10-21T00:00+02:00", "2026-11-20T00:00+01:00")),
        ("created=this_month", created("2026-11-01T00:00+01:00", "2026-11-20T00:00+01:00")),
        ("created=last_month", created("2026-10-01T00:00+02:00", "2026-11-01T00:00+01:00")),
        (
            "created=today&tz=Asia/Kathmandu",
            created("2026-11-19T00:00+05:45", "2026-11-20T00:00+05:45"),
        ),
        (
            "created=today&tz=Pacific/Kiritimati",
            created("2026-11-20T00:00+14:00", "2026-11-21T00:00+14:00"),
        ),
    ],
)
def test_days_become_half_open_ranges_in_their_zone(query_string: str, bounds: Wire) -> None:
    assert wire(read(query_string)) == [*bounds, ("limit", "25")]


@pytest.mark.parametrize(
    ("query_string", "params"),
    [
        ("limit=1", [("limit", "1")]),
        ("limit=100", [("limit", "100")]),
        ("limit=010", [("limit", "10")]),
        ("starting_after=cs_test_a1", [("limit", "25"), ("starting_after", "cs_test_a1")]),
        ("ending_before=cs_live_b1", [("limit", "25"), ("ending_before", "cs_live_b1")]),
        *(
            (f"{spelled}=data.customer", [("limit", "25"), ("expand[]", "data.customer")])
            for spelled in ("expand", "expand[]", "expand[0]", "expand%5B%5D", "expand%5B12%5D")
        ),
        (
            "expand[1]=data.invoice&expand[0]=data.customer&expand=data.invoice",
            [("limit", "25"), ("expand[]", "data.customer"), ("expand[]", "data.invoice")],
        ),
        (
            "expand=data.customer&expand=data.customer",
            [("limit", "25"), ("expand[]", "data.customer")],
        ),
        ("items=on", [("limit", "25"), ("expand[]", "data.line_items")]),
        ("items=on&expand=data.line_items", [("limit", "25"), ("expand[]", "data.line_items")]),
    ],
)
def test_size_place_and_expansions_go_upstream(query_string: str, params: Wire) -> None:
    assert wire(read(query_string)) == params


@pytest.mark.parametrize("path", EXPANDABLE)
def test_whatever_may_be_expanded_can_be(path: str) -> None:
    assert wire(read(f"expand={path}"))[-1] == ("expand[]", path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pair
        for pair in itertools.combinations(SINGLE, 2)
        if pair != ("starting_after", "ending_before")
        and not (pair[0] == "created" and pair[1].startswith("created["))
    ],
)
def test_any_two_parameters_of_stripes_combine(one: str, other: str) -> None:
    sent = [(one, SINGLE[one]), (other, SINGLE[other])]
    expected = dict([("limit", "25"), *sent])
    assert sorted(wire(read(urlencode(sent)))) == sorted(expected.items())


def test_all_that_can_combine_do() -> None:
    names = [name for name in SINGLE if name not in ("created", "ending_before")]
    sent = [(name, SINGLE[name]) for name in names]
    assert sorted(wire(read(urlencode(sent)))) == sorted(sent)


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://buy.stripe.com/abc", "https://buy.stripe.com/abc"),
        ("https://BUY.Stripe.com/aBc/", "https://buy.stripe.com/aBc"),
        ("buy.stripe.com/abc", "https://buy.stripe.com/abc"),
        (
            "https://buy.stripe.com/abc?prefilled_email=a%40b.example#x",
            "https://buy.stripe.com/abc",
        ),
        ("https://pay.example.com/b/abc", "https://pay.example.com/b/abc"),
    ],
)
def test_the_address_of_a_payment_link_waits_to_be_looked_up(typed: str, link: str) -> None:
    address = read(f"status=open&payment_link={quote(typed)}")
    assert address.errors == {}
    assert address.query is None
    assert address.link_address == link
    assert wire(read(address.with_value("payment_link", "plink_1"))) == [
        ("payment_link", "plink_1"),
        ("status", "open"),
        ("limit", "25"),
    ]


def test_presets_turn_at_the_midnight_of_their_zone() -> None:
    midnight = unix("2026-11-20T00:00+05:45")
    before, after = (
        dict(wire(read("created=today&tz=Asia/Kathmandu", now=at)))
        for at in (midnight - 1, midnight)
    )
    assert before["created[lt]"] == after["created[gte]"] == str(midnight)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-07-01", "2026-11-19"])
def test_every_midnight_falls_on_a_quarter_of_an_hour(day: str) -> None:
    odd = [name for name in ZONES if start_of(parse(day), ZoneInfo(name)) % (15 * 60)]
    assert odd == []


def test_a_zone_of_the_address_outweighs_the_viewers() -> None:
    assert read("tz=Asia/Tokyo").zone.key == "Asia/Tokyo"
    assert read("").zone.key == BERLIN
    assert read("tz=Nowhere").zone.key == BERLIN


def test_neighbours_replace_the_cursor() -> None:
    address = read("status=open&limit=10&starting_after=cs_test_1")
    older = read(address.with_cursor("starting_after", "cs_test_2"))
    newer = read(address.with_cursor("ending_before", "cs_test_3"))
    rest = [("status", "open"), ("limit", "10")]
    assert wire(older) == [*rest, ("starting_after", "cs_test_2")]
    assert wire(newer) == [*rest, ("ending_before", "cs_test_3")]
    assert wire(read(address.first_page())) == rest


def test_an_answer_of_no_turns_the_address_into_an_error() -> None:
    address = read("customer=cus_1").with_error("customer", "Unknown.")
    assert address.query is None
    assert address.errors == {"customer": ("Unknown.",)}
    assert address.form_data()["who"] == "cus_1"


@pytest.mark.parametrize(
    ("query_string", "payment_status"),
    [
        ("outcome=paid", "paid"),
        ("outcome=processing&status=complete", "unpaid"),
        ("outcome=no_payment_due&limit=10", "no_payment_required"),
        ("outcome=open", None),
        ("outcome=abandoned", None),
        ("outcome=complete", None),
        ("status=complete", None),
        ("", None),
    ],
)
def test_what_stripe_cannot_filter_by_is_sieved(
    query_string: str, payment_status: str | None
) -> None:
    sieve = read(query_string).sieve
    assert (sieve and sieve.payment_status) == payment_status


def test_complete_in_place_of_an_outcome_is_the_status() -> None:
    assert read("outcome=complete").canonical == "status=complete"
    assert read("status=complete").form_data()["outcome"] == "complete"
    assert read("status=expired").form_data()["outcome"] == "abandoned"


MIDNIGHT = 1_795_824_000.0  # 2026-11-28, 00:00 UTC


@pytest.mark.parametrize("preset", dates.PRESETS)
@pytest.mark.parametrize("cursor", ["starting_after", "ending_before"])
def test_e6_a_preset_with_a_cursor_means_the_same_days_after_midnight(
    preset: str, cursor: str
) -> None:
    first = list_address.parse(f"created={preset}", "UTC", MIDNIGHT - 60)
    further = first.with_cursor(cursor, "cs_test_1")
    before, after = (list_address.parse(further, "UTC", MIDNIGHT + s) for s in (-60, 40 * 86_400))
    assert before.query is not None
    assert after.query is not None
    assert first.query is not None
    assert before.query.filters == after.query.filters == first.query.filters
    assert after.is_canonical
    assert after.chips[0].value == first.chips[0].value
    # The pages beside it go on counting from that day, the first page from the present one.
    assert "today=2026-11-27" in after.with_cursor(cursor, "cs_test_2")
    assert after.first_page() == f"created={preset}"


def test_e6_without_a_cursor_or_a_preset_no_day_travels() -> None:
    for query in ("created=today&today=2026-11-20", "status=open&today=2026-11-20"):
        address = list_address.parse(query, "UTC", MIDNIGHT)
        assert not address.is_canonical
        assert "2026-11-20" not in address.canonical
    plain = list_address.parse("created_from=2026-11-20", "UTC", MIDNIGHT)
    assert "today" not in plain.with_cursor("starting_after", "cs_test_1")


@pytest.mark.parametrize(
    "day", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "2026-11-2"]
)
def test_e6_a_day_that_cannot_be_counted_from_is_an_error(day: str) -> None:
    address = list_address.parse(
        f"created=last_30_days&today={day}&starting_after=cs_test_1", "UTC", MIDNIGHT
    )
    assert list(address.errors) == ["today"]
