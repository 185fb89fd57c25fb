"""The page of one session as a whole, which no object breaks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.full_session import FullSession
from sessions_browser.session.detail import LONGEST_JSON, session_detail
from tests.unit.session.shown import VIEW, detail
from tests.unit.strategies import any_json, any_text


def test_a_long_object_is_cut_and_says_so() -> None:
    shown = detail(metadata={"x": "y" * LONGEST_JSON}).json
    assert len(shown) < LONGEST_JSON + 100
    assert "cut here" in shown


def test_nesting_past_the_stack_is_said_and_breaks_nothing() -> None:
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    shown = detail(id="cs_test_1", metadata=nested)
    assert shown.id == "cs_test_1"
    assert "nested too deeply" in shown.json


READ = (
    "id",
    "status",
    "payment_status",
    "created",
    "expires_at",
    "amount_subtotal",
    "amount_total",
    "currency",
    "customer",
    "customer_account",
    "customer_email",
    "client_reference_id",
    "recovered_from",
    "payment_intent",
    "subscription",
    "invoice",
    "payment_link",
    "setup_intent",
    "livemode",
    "mode",
    "locale",
    "submit_type",
    "discounts",
)


OBJECTS = (
    "customer_details",
    "total_details",
    "presentment_details",
    "collected_information",
    "currency_conversion",
    "shipping_cost",
    "shipping_details",
    "custom_text",
)

# As long as Python reads them.
number = any_json | st.sampled_from((0, 5, -5, 10**4299, -(10**4299)))
part = st.fixed_dictionaries({"amount": number, "rate": any_json, "discount": any_json}) | any_json
priced = st.fixed_dictionaries(
    {"amount_subtotal": number, "quantity": number, "currency": st.sampled_from(("eur", None))},
    optional={"price": st.fixed_dictionaries({"unit_amount": number}) | any_json},
)
money = st.fixed_dictionaries(
    {
        "currency": st.sampled_from(("eur", "jpy", None)),
        "amount_subtotal": number,
        "amount_total": number,
        "total_details": st.fixed_dictionaries(
            {
                "amount_discount": number,
                "amount_shipping": number,
                "amount_tax": number,
                "breakdown": st.fixed_dictionaries(
                    {"taxes": st.lists(part, max_size=2), "discounts": st.lists(part, max_size=2)}
                ),
            }
        ),
        "line_items": st.fixed_dictionaries(
            {"data": st.lists(priced, max_size=3), "has_more": st.booleans()}
        ),
    }
)


anything = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys((*READ, *OBJECTS), any_json)
    | {
        "metadata": any_json | st.dictionaries(any_text, any_json, max_size=3),
        "consent": any_json | st.dictionaries(any_text, any_text, max_size=3),
        "custom_fields": st.lists(
            st.fixed_dictionaries(
                {"type": st.just("text"), "text": any_json, "key": any_json, "label": any_json}
            )
            | any_json,
            max_size=3,
        ),
        "line_items": st.fixed_dictionaries({"data": st.lists(any_json, max_size=3) | any_json}),
    },
)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings(part)
    elif isinstance(value, dict):
        yield from strings(list(value.values()))


@given(anything | money, st.booleans())
def test_no_object_of_stripes_breaks_the_page(session: dict[str, Any], links: bool) -> None:
    view = dataclasses.replace(VIEW, links_to_stripe=links)
    shown = session_detail(FullSession.from_json(session), view)
    for text in strings(dataclasses.asdict(shown)):
        text.encode()
    for section in shown.sections:
        for field in section.fields:
            assert type(field.value) is str
            ours = (
                field.href.startswith(("/demo/sessions/cs_", "/demo/sessions/?", "/demo/people/?"))
                and not field.external
            )
            stripes = field.href.startswith("https://dashboard.stripe.com/") and field.external
            assert not field.href or ours or stripes
