"""The search box: several things in one text, what is too long, and what holds for any text."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessions_browser.filters import list_address
from sessions_browser.filters.parameters import encode
from sessions_browser.search.interpret import LONGEST_TEXT, MOST_ITEMS
from sessions_browser.search.interpretation import Kind
from tests.unit.search import (
    test_emails,
    test_filter_words,
    test_natural_dates,
    test_secret_input,
    test_stripe_ids,
    test_web_addresses,
)
from tests.unit.search.pasting import BERLIN, NOW, Cases, S, check_case, put_in, understand
from tests.unit.strategies import any_text

CASES: Cases = [
    # Several
    ("{S} {L}", Kind.MANY, "{S} | {L}"),
    ("{S}\n{L}", Kind.MANY, "{S} | {L}"),
    ("a@b.co b@c.co, c@d.co", Kind.MANY, "email=a@b.co | email=b@c.co | email=c@d.co"),
    ('"a@b.co";"b@c.co"', Kind.MANY, "email=a@b.co | email=b@c.co"),
    ("email\na@b.co\nb@c.co", Kind.MANY, "email=a@b.co | email=b@c.co"),
    ("a@b.co\tcus_1\t{S}", Kind.MANY, "email=a@b.co | customer=cus_1 | {S}"),
    ("Ana a@b.co Bob b@c.co", Kind.MANY, "email=a@b.co | email=b@c.co"),
    ("a@b.co a@b.co cus_1", Kind.MANY, "email=a@b.co | customer=cus_1"),
    ("{S},in_1,junk_1x_ a@b.co", Kind.MANY, "{S} | ? | ? | email=a@b.co"),
    ("cus_1|cus_2", Kind.MANY, "customer=cus_1 | customer=cus_2"),
    # Other words
    ("Ana Souza", Kind.EXPLAINED, ""),
    ("order-1234", Kind.EXPLAINED, ""),
    ("#1234", Kind.EXPLAINED, ""),
    ("4242", Kind.EXPLAINED, ""),
    ("49.00", Kind.EXPLAINED, ""),
    ("€49.00", Kind.EXPLAINED, ""),
    ("EUR 49,00", Kind.EXPLAINED, ""),
    ("refund", Kind.EXPLAINED, ""),
    ("カード", Kind.EXPLAINED, ""),
    ("😀", Kind.EXPLAINED, ""),
    ("a", Kind.EXPLAINED, ""),
    ("-", Kind.EXPLAINED, ""),
    ("?", Kind.EMPTY, ""),
    ("''", Kind.EMPTY, ""),
    ("[][][]", Kind.EMPTY, ""),
    ("<script>alert(1)</script>", Kind.EXPLAINED, ""),
    ("'; DROP TABLE users; --", Kind.EXPLAINED, ""),
    ("../../etc/passwd", Kind.EXPLAINED, ""),
    ("%00%ff", Kind.EXPLAINED, ""),
    ("{{7*7}}", Kind.EXPLAINED, ""),
    ("${jndi:ldap://x}", Kind.EXPLAINED, ""),
    ("=cmd|'/c calc'!A1", Kind.EXPLAINED, ""),
    ("\x00\x01\x02", Kind.EMPTY, ""),
    ("\ud800", Kind.EMPTY, ""),
    ("", Kind.EMPTY, ""),
    ("   ", Kind.EMPTY, ""),
    ("\u200b\u200b", Kind.EMPTY, ""),
    ("%", Kind.EXPLAINED, ""),
    ("a%zz@example.com", Kind.PERSON, "email=a%zz@example.com"),
]
OTHERS = (
    test_emails,
    test_filter_words,
    test_natural_dates,
    test_secret_input,
    test_stripe_ids,
    test_web_addresses,
)
PASTED = [pasted for module in OTHERS for pasted, _, _ in module.CASES]
PASTED += [pasted for pasted, _, _ in CASES]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_several_things_and_other_words_are_recognised(pasted: str, kind: Kind, place: str) -> None:
    check_case(pasted, kind, place)


def test_the_tables_are_large() -> None:
    assert len(set(PASTED)) >= 150


@pytest.mark.parametrize(
    ("pasted", "summary"),
    [
        (f"the id is {S}, thanks", "Not used: “the id is thanks”"),
        ("Ana Souza <ana@example.com>", "Not used: “Ana Souza”"),
        ("pi_3Abc yesterday", "Not used: “yesterday”"),
        ("email a@b.co b@c.co", "Not used: “email”"),
    ],
)
def test_what_was_not_used_is_said(pasted: str, summary: str) -> None:
    assert summary in understand(pasted).summary


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_485_760,
        "ana@example.com\n" * 5_000,
        "[" * 100_000,
        "\x00" * (LONGEST_TEXT + 1),
    ],
    ids=["10 MB", "5,000 lines", "brackets", "NUL"],
)
def test_what_is_too_long_is_not_read(text: str) -> None:
    found = understand(text)
    assert found.kind is Kind.EXPLAINED
    assert f"{len(text):,} characters" in found.summary
    assert len(found.summary) < 200


PIECE_WORDS = """
    a@ x@ cs_test_ [ @ 1. a: %25 :// pi_ a_ a= 1- ( .. email= "a": mailto: 42424242 https://a a.b@
    urldefense.com/v3/__ https://urldefense.com/v3/__a__; https://www.google.com/url?q=
    """


@pytest.mark.parametrize("piece", [*PIECE_WORDS.split(), "( at )", "9 ", "1 to ", "\u0301"])
def test_as_much_as_may_be_pasted_is_read_at_once(piece: str) -> None:
    found = understand((piece * LONGEST_TEXT)[:LONGEST_TEXT])
    assert len(found.summary) < 1000


def test_a_long_column_is_cut_and_says_so() -> None:
    found = understand("\n".join(f"ana{n}@example.com" for n in range(MOST_ITEMS + 7)))
    assert (len(found.items), found.left_out) == (MOST_ITEMS, 7)
    assert f"the first {MOST_ITEMS} of {MOST_ITEMS + 7} items" in found.summary


def test_a_long_text_is_quoted_only_at_its_beginning() -> None:
    found = understand("<b>" * 1000)
    assert len(found.summary) < 250


PIECES = st.sampled_from(
    [put_in(pasted) for pasted in PASTED] + [" ", "\n", ",", "@", ":", "_", "%", "<", "status:"]
)


@given(
    st.one_of(
        any_text,
        st.lists(PIECES, max_size=6).map("".join),
        st.lists(PIECES, max_size=6).map(" ".join),
    )
)
@example("dashboard.stripe.com/test/customers/cus_9plink_a_b")
def test_no_text_breaks_it_and_none_widens_a_search(text: str) -> None:
    whole = understand(text)
    for found in (whole, *whole.items):
        assert found.kind is not Kind.MANY or found is whole
        match found.kind:
            case Kind.SESSION:
                assert found.session_id in unquote(put_visible(text))
            case Kind.PERSON | Kind.LIST:
                address = list_address.parse(encode(found.params), BERLIN.key, NOW)
                assert not address.errors
                filters = address.query.filters if address.query else address.link_address
                assert filters
                assert len(found.params) == len(dict(found.params)) > 0
                assert found.kind is Kind.LIST or len(found.params) == 1


def put_visible(text: str) -> str:
    """Without what cannot be seen, as the box reads it."""
    return "".join(letter for letter in text if letter.isprintable() or letter.isspace())
