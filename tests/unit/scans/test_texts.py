"""What a text that is looked for is found in, and what it is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.scans.texts import ScanTexts, as_masked

SESSION: dict[str, Any] = {
    "id": "cs_test_1",
    "client_reference_id": "order-4711",
    "customer_email": "shop.filled@example.com",
    "customer_details": {"email": "Ana@Müller-Bau.example", "name": "José Müller"},
    "collected_information": {"business_name": "Müller Bau GmbH"},
    "metadata": {"order_id": "4711", "campaign": "spring"},
    "line_items": {"data": [{"description": "Red kettle", "quantity": 2}]},
    "custom_fields": [
        {"type": "text", "text": {"value": "No nuts, please"}, "label": {"custom": "Diet"}},
        {
            "type": "dropdown",
            "dropdown": {"value": "l", "options": [{"label": "Large", "value": "l"}]},
        },
    ],
}


@pytest.mark.parametrize(
    "texts",
    [
        {"name": "muller"},
        {"name": "JOSE M"},
        {"name": "bau gmbh"},
        {"email": "@müller-bau"},
        {"email": "ana@"},
        {"email": "shop.filled"},
        {"reference": "4711"},
        {"metadata": "campaign"},
        {"metadata": "spring"},
        {"metadata": "order_id=47"},
        {"metadata": " Order_ID = 4711 "},
        {"product": "kettle"},
        {"answer": "nuts"},
        {"answer": "large"},
        {"name": "müller", "email": "bau", "reference": "order"},
        {},
    ],
)
def test_it_is_found(texts: dict[str, str]) -> None:
    assert ScanTexts(**texts).fit(SESSION)


@pytest.mark.parametrize(
    "texts",
    [
        {"name": "ana"},
        {"name": "kettle"},
        {"email": "müller bau"},
        {"reference": "spring"},
        {"metadata": "order_id=spring"},
        {"metadata": "campaign=4711"},
        {"metadata": "order=4711"},
        {"product": "nuts"},
        {"answer": "diet"},
        {"name": "müller", "email": "other"},
    ],
)
def test_it_is_not_found(texts: dict[str, str]) -> None:
    assert not ScanTexts(**texts).fit(SESSION)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(SESSION, json_values)))
def test_whatever_stripe_sends_it_never_fails(session: dict[str, Any]) -> None:
    for name in ("name", "email", "reference", "metadata", "product", "answer"):
        ScanTexts(**{name: "x"}).fit(session)


def test_what_is_looked_for_is_in_no_log() -> None:
    assert "müller" not in repr(ScanTexts(name="müller", email="müller@x.example"))


def test_what_masked_roles_see_they_may_look_for() -> None:
    assert not ScanTexts(reference="4711", product="kettle").is_personal
    for name in ("name", "email", "metadata", "answer"):
        assert ScanTexts(**{name: "x", "reference": "y"}).is_personal


def test_masked_a_reference_that_is_hidden_is_not_found_by_a_part_of_it() -> None:
    hidden = {**SESSION, "client_reference_id": "jane.roe@example.com"}
    assert ScanTexts(reference="roe@ex").fit(hidden)
    assert not ScanTexts(reference="roe@ex").fit(as_masked(hidden))
    assert ScanTexts(reference="4711").fit(as_masked(SESSION))
