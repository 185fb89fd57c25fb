"""The form itself: its rules between fields, and what it shows."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sessions_browser.filters.choices import LIMITS, OUTCOMES
from sessions_browser.filters.dates import PRESETS
from sessions_browser.filters.filterset import SessionFilterSet
from sessions_browser.objects.list_query import DEFAULT_LIMIT

BERLIN = ZoneInfo("Europe/Berlin")
# docs.stripe.com/api/checkout/sessions/list
UPSTREAM = {
    "created",
    "created[gt]",
    "created[gte]",
    "created[lt]",
    "created[lte]",
    "customer",
    "customer_account",
    "customer_details[email]",
    "payment_intent",
    "payment_link",
    "status",
    "subscription",
}


def filterset(**data: Any) -> SessionFilterSet:
    return SessionFilterSet({"expand": [], **data}, BERLIN)


def test_every_filter_of_stripes_has_a_field_and_no_field_invents_one() -> None:
    declared = {
        filter_.field_name
        if filter_.lookup_expr == "exact"
        else f"{filter_.field_name}[{filter_.lookup_expr}]"
        for filter_ in SessionFilterSet.base_filters.values()
    }
    of_the_form = {"who", "created_from_time", "created_to_time", "items", "tz", "today"}
    of_the_form |= {"columns", "density"}
    not_filters = {"limit", "expand", "starting_after", "ending_before"}
    assert declared - of_the_form - not_filters == UPSTREAM


def test_an_empty_form_is_right_and_asks_for_the_newest() -> None:
    form = filterset()
    assert form.is_valid()
    assert form.to_query(date(2026, 11, 19)).to_params() == [("limit", "25")]


def test_the_queryset_that_skips_wrong_filters_cannot_be_used() -> None:
    with pytest.raises(AttributeError):
        _ = filterset(status="nonsense").qs


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"who": "ana"}, {"who"}),
        ({"who": "ana@example.com", "email": "bob@example.com"}, {"who"}),
        ({"who": "ana@example.com", "email": "ana@example.com"}, set()),
        ({"created": "today", "created_to": "2026-11-19"}, {"created"}),
        ({"created": "today", "created_gt": "5"}, {"created"}),
        ({"created_from_time": "10:00"}, {"created_from"}),
        ({"created_from": "x", "created_from_time": "10:00"}, {"created_from"}),
        ({"created_from": "2026-11-20", "created_to": "2026-11-19"}, {"created_to"}),
        ({"created_from": "2026-11-19", "created_to": "2026-11-19"}, set()),
        ({"created_gt": "5", "created_lte": "6"}, set()),
        ({"created_gt": "5", "created_lte": "5"}, {"created_to"}),
        ({"created_from": "2026-11-20", "created_lte": "5"}, {"created_to"}),
        ({"starting_after": "cs_test_1", "ending_before": "cs_test_2"}, {"ending_before"}),
    ],
)
def test_rules_between_fields(data: dict[str, str], errors: set[str]) -> None:
    assert set(filterset(**data).form.errors) == errors


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {"who": "ana"},
            "Enter a complete e-mail address, or an ID that begins with cus_ or acct_."
            " Stripe cannot search by name.",
        ),
        ({"customer": "pi_1"}, "The ID of a customer begins with cus_."),
        ({"payment_intent": "ch_1"}, "The ID of a payment begins with pi_."),
        ({"subscription": "x"}, "The ID of a subscription begins with sub_."),
        ({"customer_account": "x"}, "The ID of an account begins with acct_."),
        ({"status": "paid"}, "Choose open, complete or expired."),
        ({"outcome": "left"}, "Choose paid, processing, no_payment_due, open or abandoned."),
        (
            {"outcome": "paid", "status": "open"},
            "Sessions with the outcome “Paid” have the status “Complete”, not “Open”."
            " Keep one of the two.",
        ),
        ({"limit": "0"}, "Enter a whole number of rows from 1 to 100."),
        ({"created_from_time": "25:00"}, "Enter a time such as 14:00."),
        ({"expand": ["customer"]}, "This cannot be expanded in a list: customer"),
        ({"tz": "Berlin"}, "Enter a time zone by its name, such as Europe/Berlin."),
        (
            {"email": "ana\N{ZERO WIDTH SPACE}@example.com"},
            "This holds a character that cannot be seen. Type it anew.",
        ),
    ],
)
def test_an_error_says_what_to_enter(data: dict[str, Any], words: str) -> None:
    messages = [text for texts in filterset(**data).form.errors.values() for text in texts]
    assert messages == [words]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_send_both_bounds(preset: str) -> None:
    form = filterset(created=preset)
    assert form.is_valid()
    sent = dict(form.to_query(date(2026, 11, 19)).filters)
    assert set(sent) == {"created[gte]", "created[lt]"}
    assert int(sent["created[gte]"]) < int(sent["created[lt]"])


def choices(form: SessionFilterSet, name: str) -> list[str]:
    shown = form.shown_form({}).fields[name].widget
    return [value for value, _ in shown.choices]


def test_the_form_offers_a_value_that_no_list_has() -> None:
    # The default is the choice without a value.
    usual = ["" if number == DEFAULT_LIMIT else str(number) for number in LIMITS]
    assert choices(filterset(limit="7"), "limit") == [*usual, "7"]
    assert choices(filterset(limit="50"), "limit") == usual
    assert choices(filterset(created="1700000000"), "created")[-1] == "1700000000"
    # And what one person asked for is not offered to the next.
    assert choices(filterset(), "limit") == usual
    assert choices(filterset(), "created") == ["", *PRESETS]


def test_complete_is_offered_as_an_outcome_only_while_it_is_in_force() -> None:
    assert choices(filterset(outcome="complete"), "outcome")[-1] == "complete"
    assert choices(filterset(outcome="paid"), "outcome") == ["", *OUTCOMES]


def test_shown_errors_stand_at_their_field_or_at_the_first() -> None:
    form = filterset(status="open").shown_form({"status": ("No.",), "elsewhere": ("Why?",)})
    assert {name: list(texts) for name, texts in form.errors.items()} == {
        "status": ["No."],
        "who": ["Why?"],
    }
