"""What of a session stays when it is masked is named here by hand: a new field is masked or added.

So whoever lets a field in that may be somebody's has to think of it.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from sessions_browser.access.masked_json import masked_json
from sessions_browser.access.masking import masked_row, masked_session
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.session_row import SessionRow
from tests.factories import make_session
from tests.unit.strategies import any_json

MARK = "Mark of somebody"
# The shop wrote them for everybody.
STAY = {
    "codes",
    "items.description",
    "row.items",
    "answers.label",
    "references.metadata",
    "totals.discount_parts.name",
    "totals.shipping_rate",
    "totals.tax_parts.name",
}


def filled(kind: Any) -> Any:
    """A value of this type, in which every text is the mark."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return filled(next(one for one in inner if one is not type(None)))
    if origin is tuple:
        return tuple(filled(one) for one in inner if one is not Ellipsis)
    if origin is frozenset:
        return frozenset()
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        values = {one.name: filled(hints[one.name]) for one in dataclasses.fields(kind)}
        return kind(**values)  # type: ignore[operator]
    if kind is str:
        return MARK
    if isinstance(kind, type) and issubclass(kind, (bool, int, float)):
        return kind(1)
    if isinstance(kind, type) and issubclass(kind, str):
        return next(iter(kind))  # type: ignore[call-overload]
    return {"anything": MARK}


def marked(value: Any, path: str = "") -> Iterator[str]:
    """Where the mark is."""
    if value == MARK:
        yield path
    elif dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from marked(getattr(value, one.name), f"{path}.{one.name}".lstrip("."))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from marked(part, path)
    elif isinstance(value, dict):
        for part in value.values():
            yield from marked(part, path)


def test_of_a_session_nothing_stays_but_what_is_named_here() -> None:
    session = filled(FullSession)
    assert len(set(marked(session))) > 40
    assert set(marked(masked_session(session))) == STAY


def test_of_a_row_nothing_stays_but_what_is_named_here() -> None:
    row = filled(SessionRow)
    assert {"email", "name", "payment.declined"} <= set(marked(row))
    assert set(marked(masked_row(row))) == {"items"}


def test_what_is_judged_stays_the_same() -> None:
    session = FullSession.from_json(make_session(1, metadata={"a@b.com": "x", "order": ""}))
    masked = masked_session(session)
    for name in ("id", "status", "payment_status", "mode", "amount_total", "items", "payment_link"):
        assert getattr(masked.row, name) == getattr(session.row, name)
    assert masked.items == session.items
    assert (masked.row.email, masked.row.name) == ("g•••@e•••.com", "G•••")
    assert masked.customer.address.in_one_line() == "NO"
    assert masked.references.metadata == (("•••", "•••"), ("order", ""))
    assert masked_session(masked) == masked


@given(any_json)
def test_whatever_stripe_sends_is_masked_without_an_error(value: Any) -> None:
    session = {"id": "cs_test_1", "customer_details": value, "metadata": value, "custom": value}
    masked_session(FullSession.from_json(session))
    masked_row(SessionRow.from_object(session))


@pytest.mark.parametrize("depth", [10, 5000])
def test_however_deep_it_is(depth: int) -> None:
    nested: Any = MARK
    for _ in range(depth):
        nested = {"deeper": nested}
    assert MARK not in str(masked_json({"a": nested}))[:10_000]


def test_the_json_keeps_what_is_known_and_hides_what_is_not() -> None:
    sent = make_session(
        1,
        client_reference_id="order-7",
        metadata={"order": "o-1", "vip": True, "count": 3, "note": None},
        field_of_tomorrow={"name": "Ana", "inner": ["Ana"], "Ana Souza": 1},
        payment_intent={
            "id": "pi_1",
            "latest_charge": {"id": "ch_1", "card": {"last4": "4242", "exp_month": 7}},
        },
    )
    shown = masked_json(sent)
    assert shown["id"] == sent["id"]
    assert (shown["status"], shown["amount_total"]) == ("complete", 4200)
    assert shown["client_reference_id"] == "order-7"
    assert shown["line_items"]["data"][0]["description"] == "Teapot"
    assert shown["customer_details"]["address"] == {
        "city": "•••",
        "country": "NO",
        "line1": "•••",
        "line2": None,
        "postal_code": "•••",
        "state": None,
    }
    assert shown["metadata"] == {"order": "•••", "vip": "•••", "count": "•••", "note": None}
    assert shown["field_of_tomorrow"] == {"name": "A•••", "inner": ["•••"], "•••": 1}
    assert shown["payment_intent"]["latest_charge"]["card"] == {"last4": "•••", "exp_month": "•••"}
    assert "guest1" not in json.dumps(shown)
