"""E-mails of which a line break or a blank may have cut off the beginning."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from sessions_browser.pastes.torn_emails import torn_emails
from sessions_browser.search.interpretation import Kind
from tests.unit.filters.addresses import read
from tests.unit.pastes.readers import box_email, is_email_of
from tests.unit.search.pasting import leads_to, understand

TORN = [
    ("anna.\nschmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("anna.\r\nschmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("anna. schmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("anna-\nschmidt@example.com", "anna-schmidt@example.com", "schmidt@example.com"),
    ("anna_\nschmidt@example.com", "anna_schmidt@example.com", "schmidt@example.com"),
    ("> anna.\n> schmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    (">anna.\n>schmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("anna.=\nschmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("E-Mail: anna.\nschmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("email:anna.\nschmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("write to anna.\nschmidt@example.com", "anna.schmidt@example.com", "schmidt@example.com"),
    ("<anna.\nschmidt@example.com>", "anna.schmidt@example.com", "schmidt@example.com"),
    ("E-mail: an\nna@example.com", "anna@example.com", "na@example.com"),
    ("an\nna@example.com", "anna@example.com", "na@example.com"),
    ("anna +shop@example.com", "anna+shop@example.com", "+shop@example.com"),
    ("anna\n.schmidt@example.com", "anna.schmidt@example.com", ".schmidt@example.com"),
]
WHOLE = [
    "- ana@example.com",
    "> ana@example.com",
    "1. ana@example.com\n2. bob@example.com",
    "email\nana@example.com",
    "email =ana@example.com",
    "email= ana@example.com",
    "customer_email=\nana@example.com",
    "12345\nana@example.com",
    "cus_9\nana@example.com",
    "bob@example.com\nana@example.com",
    "Ana Souza\nana@example.com",
    "Ana ana@example.com",
    "Ana <ana@example.com>",
    "thanks... ana@example.com",
]


@pytest.mark.parametrize(("pasted", "joined", "alone"), TORN)
def test_a_torn_email_is_asked_about(pasted: str, joined: str, alone: str) -> None:
    """The end of a wrapped address was taken for another person's, with certainty."""
    found = understand(pasted)
    assert (found.kind, leads_to(found)) == (Kind.EXPLAINED, f"{joined}, {alone}")
    (message,) = read(urlencode({"who": pasted})).errors["who"]
    assert joined in message
    assert alone in message
    assert not is_email_of(alone, pasted)


@pytest.mark.parametrize("pasted", WHOLE)
def test_a_whole_email_among_other_words_is_not_torn(pasted: str) -> None:
    assert not torn_emails(pasted)


def test_a_chosen_half_is_looked_for() -> None:
    assert box_email(TORN[0][2]) == TORN[0][2]


def test_a_torn_email_among_others_is_asked_about_by_itself() -> None:
    found = understand("anna.\nschmidt@example.com\ncus_9")
    assert leads_to(found) == "? | customer=cus_9"
