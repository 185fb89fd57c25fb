"""What holds for any query string, and for the form that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions_browser.filters.columns import columns_of
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from tests.unit.filters.addresses import BERLIN, FILTERED, SINGLE, read
from tests.unit.strategies import zones

VALUES: dict[str, tuple[str, ...]] = {
    "who": ("ana@example.com", "cus_1", "cus_a_b", "acct_1", "nobody"),
    "email": ("ana@example.com", " Ana+b@Example.com ", "jos\xe9@example.com", "ana"),
    "customer_details[email]": ("ana@example.com", "bob@example.com"),
    "customer": ("cus_1", "cus_a_b", "cus_" + "9" * 251, "pi_1"),
    "customer_account": ("acct_1", "x"),
    "payment_intent": ("pi_1", "pi_1_x", "PI_1"),
    "payment_link": ("plink_1", "https://Buy.Stripe.com/aB/", "buy.stripe.com/a?b=c", "x"),
    "subscription": ("sub_1", "sub"),
    "outcome": ("paid", "open", "abandoned", "complete", "no_payment_due", "left"),
    "status": ("open", "complete", "expired", "paid"),
    "created": ("today", "last_month", "1700000000", "0", "007", "soon"),
    "created[gt]": ("1700000000", "0", "99999999999"),
    "created[gte]": ("1700000000", "1792888200", "1792891800", "1775314800", "0"),
    "created[lt]": ("1800000000", "1792888200", "1792891800", "1775314800", "32503680000"),
    "created[lte]": ("1800000000", "1"),
    "created_gt": ("1700000000", "5"),
    "created_lte": ("1800000000",),
    "created_from": (
        "2026-10-25",
        "2026-10-25T02:30",
        "2026-10-25 02:30:07",
        "2026-10-25T02:30+01:00",
        "2026-11-19T14:00Z",
        "2026-02-31",
        "1971-01-01",
    ),
    "created_from_time": ("02:30", "14:00:07", "00:00", "25:00"),
    "created_to": (
        "2026-10-25",
        "2026-10-25T02:30+02:00",
        "2026-11-19T14:00:01-09:30",
        "2999-12-31",
        "9999-12-31",
    ),
    "created_to_time": ("02:30", "23:59:59"),
    "limit": ("1", "25", "010", "100", "0", "101"),
    "items": ("on", "1"),
    "expand": ("data.line_items", "data.customer", "customer"),
    "expand[]": ("data.invoice", "data.customer"),
    "expand[0]": ("data.payment_intent.latest_charge",),
    "starting_after": ("cs_test_1", "cs_test_" + "a" * 58, "cs_1"),
    "ending_before": ("cs_live_1",),
    "tz": ("Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "UTC", "Mars/Olympus"),
    "columns": ("when-amount", "id-who:wide-kind", "when-outcome-amount-who-source-id", "shoes"),
    "density": ("compact", "loose"),
    "reload": ("1",),
    "utm_source": ("mail",),
}
given_pairs = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.sampled_from(VALUES[name]) | st.sampled_from(VALUES[name]) | st.text(max_size=8),
    )
)
# Mostly right, so that whole addresses without an error are common.
right_pairs = st.sampled_from(sorted(set(VALUES) - {"reload"})).flatmap(
    lambda name: st.tuples(
        st.just(name), st.sampled_from(VALUES[name][: max(1, len(VALUES[name]) - 1)])
    )
)
query_strings = (
    st.lists(right_pairs, max_size=4, unique_by=lambda pair: pair[0])
    | st.lists(given_pairs, max_size=6)
).map(urlencode)


@given(query_strings | st.text(max_size=60), zones)
@example("%", BERLIN)
@example("%00=%00&%ff=%ff", BERLIN)
@example("created[gte]=32503679999&tz=Pacific/Kiritimati", BERLIN)
@example("created_to=2999-12-31T23:59-23:59", BERLIN)
def test_whatever_is_in_the_address_it_is_read(query_string: str, zone: str) -> None:
    address = read(query_string, zone)
    asks_otherwise = address.link_address or address.link_name or address.session_id
    assert (address.query is None) == bool(address.errors or asks_otherwise)
    address.form_data()
    address.hidden_fields()
    address.first_page()


@given(st.binary(max_size=60))
def test_whatever_bytes_are_in_the_address_they_are_read(query: bytes) -> None:
    # A server hands the query string over as Latin-1.
    assert isinstance(read(query.decode("latin-1")), ListAddress)


def stands_for(name: str, text: str, address: ListAddress) -> bool:
    """Whether this parameter has its effect upstream, or on the zone."""
    assert address.query is not None
    params = address.query.to_params()
    sent = dict(params)
    match name:
        case "who" | "email" | "customer_details[email]":
            keys = ("customer", "customer_account", "customer_details[email]")
            return text in [sent.get(key) for key in keys]
        case "created":
            return sent.get("created") == text or {"created[gte]", "created[lt]"} <= set(sent)
        case "created[gte]" | "created[lt]":
            return sent.get(name) == str(int(text))
        case "created_gt" | "created_lte":
            return sent.get(f"created[{name[8:]}]") == text
        case "created_from" | "created_to":
            return ("created[gte]" if name == "created_from" else "created[lt]") in sent
        case "created_from_time" | "created_to_time":
            key = "created[gte]" if name == "created_from_time" else "created[lt]"
            local = datetime.fromtimestamp(int(sent[key]), address.zone)
            return f"{local:%H:%M:%S}".startswith(text)
        case "limit":
            return sent["limit"] == str(int(text))
        case "items":
            return ("expand[]", "data.line_items") in params
        case "expand" | "expand[]" | "expand[0]":
            return ("expand[]", text) in params
        case "tz":
            return address.zone.key == text
        case "outcome":
            return sent["status"] == (text if text == "complete" else OUTCOME_FILTERS[text].status)
        case "columns":
            return {one.name for one in columns_of(text)} == {one.name for one in address.columns}
        case "density":
            return bool(address.data["density"] == text)
        case "reload":
            return True
        case "utm_source":
            return name in address.ignored
    return sent.get(name) == text


@given(query_strings, zones)
def test_without_an_error_nothing_that_was_asked_is_dropped(query_string: str, zone: str) -> None:
    address = read(query_string, zone)
    if address.query is None:
        return
    for name, value in parse_qsl(query_string):
        assert not value.strip() or stands_for(name, value.strip(), address), name


WIRE_OF = {
    "outcome": "status",
    "who": "customer",
    "email": "customer_details[email]",
    "items": "expand[]",
}


@given(query_strings, zones)
def test_nothing_goes_upstream_that_was_not_asked(query_string: str, zone: str) -> None:
    address = read(query_string, zone)
    if address.query is None:
        return
    asked = {
        WIRE_OF.get(name, name).split("[")[0].split("_from")[0]
        for name, _ in parse_qsl(query_string)
    }
    heads = {name.split("[")[0] for name, _ in address.query.to_params()} - {"limit"}
    assert heads <= {"customer_details", "customer", "customer_account", "created", *asked}
    if not any(name.startswith("created") for name in asked):
        assert "created" not in heads
    assert {name for name, _ in address.query.to_params()} <= set(SINGLE)


@given(query_strings, zones)
def test_the_best_spelling_of_a_question_asks_the_same(query_string: str, zone: str) -> None:
    address = read(query_string, zone)
    if address.errors:
        return
    again = read(address.canonical, zone)
    assert again.is_canonical
    assert again.canonical == address.canonical
    assert (again.query, again.link_address) == (address.query, address.link_address)
    assert again.sieve == address.sieve
    assert again.chips == address.chips


# What the form has fields for; the rest it carries along.
FORM_FIELDS = (
    "who",
    "payment_link",
    "outcome",
    "created",
    "created_from",
    "created_from_time",
    "created_to",
    "created_to_time",
    "payment_intent",
    "subscription",
    "customer",
    "customer_account",
    "tz",
    "limit",
    "items",
)


def submitted(address: ListAddress) -> str:
    data = address.form_data()
    fields = [(name, data[name]) for name in FORM_FIELDS if name in data]
    return urlencode([*fields, *address.hidden_fields()])


@given(query_strings, zones)
@example("created_from=2026-10-25T02:30%2B01:00", BERLIN)
@example("created_to=2026-10-25T02:30%2B02:00", BERLIN)
@example("created_from=2026-11-19T10:00Z&email=a@b.co&customer=cus_1", BERLIN)
@example("created[gt]=5&created[lte]=1800000000&expand=data.invoice", BERLIN)
@example("created[gte]=1775314800&tz=Australia/Lord_Howe", BERLIN)
def test_the_form_sent_as_it_stands_asks_the_same(query_string: str, zone: str) -> None:
    address = read(query_string, zone)
    if address.errors:
        return
    again = read(submitted(address), zone)
    assert again.errors == {}
    assert again.link_address == address.link_address
    first = address.query.first_page() if address.query else None
    assert again.query == first
    assert again.sieve == address.sieve
    looks = ("columns", "density")
    assert [again.data[name] for name in looks] == [address.data[name] for name in looks]


@pytest.mark.parametrize(
    "query_string",
    [
        "created_from=2026-02-31T10:00",
        "created_from=2026-10-25T02:30%2B99:00",
        "created_from=2026-11-19T10:00:0012345",
        "created_from=2026-11-19T10:00&created_from_time=14:00",
        "customer=x",
        "who=x",
        "email=x",
        "created[gt]=x",
        "expand=x",
        "limit=0",
    ],
)
def test_a_wrong_form_sent_as_it_stands_is_still_wrong(query_string: str) -> None:
    assert read(submitted(read(query_string))).errors


def names_of(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [name for name, _ in pairs]


def test_a_form_never_carries_a_place_in_the_list() -> None:
    address = read(FILTERED)
    assert "starting_after" not in names_of(parse_qsl(submitted(address)))
    assert names_of(address.hidden_fields()) == ["expand", "created[gt]", "created[lte]"]
