"""What the box makes of wrapped links, links of the shop, cut ids, amounts: one a line."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import Cases, S, check_case, leads_to, put_in, understand

BUY = "payment_link=https://buy.stripe.com/test_0240"
SAFE = "https://eur01.safelinks.protection.outlook.com/"
PAYMENT = "pi_3MtwBwLkdIwHu7ix28a3tqPa"
DATA = "&data=05%7C02%7Cagent%40corp.example%7Cabc%7C0&sdata=x&reserved=0"
LINK = "https%3A%2F%2Fbuy.stripe.com%2Ftest_0240"
OWN = "payment_link=https://pay.shop.example/b/test_custom1"
CASES: Cases = [
    # Links that mail programs and search engines wrap
    (f"{SAFE}?url={LINK}{DATA}", Kind.LIST, BUY),
    (f"<{SAFE}?url={LINK}{DATA}>", Kind.LIST, BUY),
    (f"see {SAFE}?url={LINK}{DATA} please", Kind.LIST, BUY),
    (f"{SAFE}?url={LINK}{DATA.replace('&', '&amp;')}", Kind.LIST, BUY),
    (f"{SAFE.replace('eur01', 'nam12')}?url={LINK}{DATA}", Kind.LIST, BUY),
    (
        f"{SAFE}?url=https%3A%2F%2Fdashboard.stripe.com%2Fpayments%2Fpi_1abcdefgh{DATA}",
        Kind.LIST,
        "payment_intent=pi_1abcdefgh opens",
    ),
    (f"{SAFE}?url=https%3A%2F%2Fcheckout.stripe.com%2Fc%2Fpay%2F{S}{DATA}", Kind.SESSION, S),
    (f"{SAFE}?url=https%3A%2F%2Fshop.example%2Fhome{DATA}", Kind.EXPLAINED, ""),
    (f"{SAFE}?url={DATA}", Kind.EXPLAINED, ""),
    (f"https://www.google.com/url?q={LINK}&sa=D&source=editors", Kind.LIST, BUY),
    (f"https://www.google.com/url?sa=t&url={LINK}&usg=x", Kind.LIST, BUY),
    (f"https://google.com/url?q={LINK}", Kind.LIST, BUY),
    ("https://urldefense.com/v3/__https://buy.stripe.com/test_0240__;!!AbC!dEf$", Kind.LIST, BUY),
    ("https://urldefense.com/v3/__https:/buy.stripe.com/test_0240__;!!AbC!dEf$", Kind.LIST, BUY),
    (
        "https://urldefense.com/v3/__https://dashboard.stripe.com/customers/cus_9*x__;Iw!!A!d$",
        Kind.PERSON,
        "customer=cus_9",
    ),
    ("https://urldefense.com/v3/__https://x.example/**A__;!!!A!d$", Kind.EXPLAINED, ""),
    ("https://urldefense.com/v3/__nothing", Kind.EXPLAINED, ""),
    (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__buy.stripe.com_test-5F0240&d=DwMFaQ",
        Kind.LIST,
        BUY,
    ),
    (f"https://urldefense.proofpoint.com/v1/url?u={LINK}&k=1", Kind.LIST, BUY),
    (f"https://linkprotect.cudasvc.com/url?a={LINK}&c=E,1,x", Kind.LIST, BUY),
    (f"https://slack-redir.net/link?url={LINK}", Kind.LIST, BUY),
    (f"https://www.google.com/url?q=https://slack-redir.net/link?url%3D{LINK}", Kind.LIST, BUY),
    (f"https://evil.example/url?q={LINK}", Kind.EXPLAINED, ""),
    (f"[the link](https://www.google.com/url?q={LINK})", Kind.LIST, BUY),
    # Payment links
    ("https://pay.shop.example/b/test_custom1", Kind.LIST, OWN),
    ("pay.shop.example/b/test_custom1", Kind.LIST, OWN),
    ("HTTPS://Pay.Shop.Example/b/test_custom1/", Kind.LIST, OWN),
    ("https://pay.shop.example/b/test_custom1?prefilled_promo_code=X", Kind.LIST, OWN),
    ("the link is https://pay.shop.example/b/test_custom1.", Kind.LIST, OWN),
    ("<https://pay.shop.example/b/test_custom1>", Kind.LIST, OWN),
    ("[pay](https://pay.shop.example/b/test_custom1)", Kind.LIST, OWN),
    (f"https://pay.shop.example/c/pay/{S}", Kind.SESSION, S),
    ("https://pay.shop.example/b/", Kind.EXPLAINED, ""),
    ("https://pay.shop.example/b/a/b", Kind.EXPLAINED, ""),
    ("https://pay.shop.example/blog/test_custom1", Kind.EXPLAINED, ""),
    ("https://ana:pw@pay.shop.example/b/test_custom1", Kind.EXPLAINED, ""),
    ("http://buy.stripe.com/test_0240", Kind.LIST, BUY),
    ("[buy](https://buy.stripe.com/test_0240)", Kind.LIST, BUY),
    ("link=https://buy.stripe.com/test_0240", Kind.LIST, BUY),
    # Ids among signs
    ('"payment_intent": "pi_3ABC"', Kind.LIST, "payment_intent=pi_3ABC opens"),
    ('"payment_intent":"pi_3ABC"', Kind.LIST, "payment_intent=pi_3ABC opens"),
    ('{"payment_intent": "pi_3ABC"}', Kind.LIST, "payment_intent=pi_3ABC opens"),
    ("payment_intent=pi_3ABC", Kind.LIST, "payment_intent=pi_3ABC opens"),
    ("payment_intent: pi_3ABC", Kind.LIST, "payment_intent=pi_3ABC opens"),
    ("Order:pi_3ABC", Kind.LIST, "payment_intent=pi_3ABC opens"),
    ('"customer": "cus_9",', Kind.PERSON, "customer=cus_9"),
    ("'subscription': 'sub_9'", Kind.LIST, "subscription=sub_9 opens"),
    ('{"id": "{S}"}', Kind.SESSION, "{S}"),
    ("ｃｕｓ＿９", Kind.PERSON, "customer=cus_9"),
    ("payment_intent pi_3ABC", Kind.LIST, "payment_intent=pi_3ABC opens"),
    ("https://dashboard.stripe.com/b/test_custom1", Kind.EXPLAINED, ""),
    ("→cus_9", Kind.PERSON, "customer=cus_9"),
    ("cus_9 –", Kind.PERSON, "customer=cus_9"),
    ("cus_\u20609", Kind.PERSON, "customer=cus_9"),
    # Ids that are cut or in two halves
    ("cs_test_a1IF…4vpc0f", Kind.EXPLAINED, ""),
    ("cs_test_a1IF...4vpc0f", Kind.EXPLAINED, ""),
    ("cs_test_a1IF…", Kind.EXPLAINED, ""),
    ("cs_live_b1…9x", Kind.EXPLAINED, ""),
    ("pi_3ABC…xyz", Kind.EXPLAINED, ""),
    ("cus_9…x", Kind.EXPLAINED, ""),
    ("Session cs_test_a1IF…4vpc0f", Kind.EXPLAINED, ""),
    ("{S}…", Kind.SESSION, "{S}"),
    ("{S}...", Kind.SESSION, "{S}"),
    (f"{S[:40]}\n{S[40:]}", Kind.EXPLAINED, S),
    (f"{S[:40]} {S[40:]}", Kind.EXPLAINED, S),
    (f"{S[:40]}=\n{S[40:]}", Kind.EXPLAINED, S),
    (f"{S[:12]}\r\n{S[12:]}", Kind.EXPLAINED, S),
    (f"id: {S[:50]}\n{S[50:]} thanks", Kind.EXPLAINED, S),
    (f"{S[:40]}\n{S[40:]}\n{S[:9]}9\ncus_9", Kind.MANY, f"? | {S[:9]}9 | customer=cus_9"),
    (f"{S[:40]} {S[40:]}x", Kind.SESSION, S[:40]),
    (f"https://checkout.stripe.com/c/pay/{S[:40]}\n{S[40:]}#fidkdWxOY", Kind.EXPLAINED, S),
    (f"> https://checkout.stripe.com/c/pay/{S[:40]}\n> {S[40:]}#fidkdWxOY", Kind.EXPLAINED, S),
    (f"https://checkout.stripe.com/c/pay/{S[:40]}", Kind.EXPLAINED, S[:40]),
    (f"{SAFE}?url=https%3A%2F%2Fcheckout.stripe.com%2Fc%2Fpay%2F{S[:12]}", Kind.EXPLAINED, S[:12]),
    # Other ids that are in two halves or joined
    (f"{PAYMENT[:10]}\n{PAYMENT[10:]}", Kind.EXPLAINED, PAYMENT),
    (f"{PAYMENT[:10]}=\n{PAYMENT[10:]}", Kind.EXPLAINED, PAYMENT),
    (f"https://dashboard.stripe.com/payments/{PAYMENT[:9]} {PAYMENT[9:]}", Kind.EXPLAINED, PAYMENT),
    ("cus_NffrFeUf\nV2Hib9", Kind.EXPLAINED, "cus_NffrFeUfV2Hib9"),
    (f"cus_9{PAYMENT}", Kind.EXPLAINED, f"cus_9, {PAYMENT}"),
    (f"{PAYMENT}cus_9", Kind.EXPLAINED, f"{PAYMENT}, cus_9"),
    (f"{PAYMENT}pi_3ABC", Kind.EXPLAINED, f"{PAYMENT}, pi_3ABC"),
    (f"pi_3ABC{S}", Kind.EXPLAINED, f"pi_3ABC, {S}"),
    # Amounts and other numbers
    ("1,234.56 EUR", Kind.EXPLAINED, ""),
    ("4242", Kind.EXPLAINED, ""),
    # Labels of filters that are none here
    ("from:ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("from:ana@example.com status:open", Kind.LIST, "email=ana@example.com&status=open"),
    ("customer:ana@example.com status:open", Kind.LIST, "email=ana@example.com&status=open"),
    ("email:<ana@example.com> status:open", Kind.LIST, "email=ana@example.com&status=open"),
    ("Order:12345 cus_9", Kind.PERSON, "customer=cus_9"),
    ("Order:12345", Kind.EXPLAINED, ""),
    ("ana@example.com gestern", Kind.LIST, "email=ana@example.com&created=yesterday"),
    ("ana@example.com yesterday", Kind.LIST, "email=ana@example.com&created=yesterday"),
    ("ana@example.com 2026-11-17", Kind.LIST, "email=ana@example.com&created=yesterday"),
    ("ana@example.com 17.11.2026", Kind.LIST, "email=ana@example.com&created=yesterday"),
    ("on:gestern status:open", Kind.LIST, "created=yesterday&status=open"),
]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_a_paste_is_understood(pasted: str, kind: Kind, place: str) -> None:
    """C: wrappers, links of the shop's own domain, halves of an id, shortened ids."""
    check_case(pasted, kind, place)


AMOUNTS = """
1,234.56 EUR
$1,234.56
JPY 12,000
1.234,56 €
1 234,56 €
1'234.50 CHF
€49
49 EUR
49,00
USD 49.00
US$49.00
49 usd
12,000
¥12,000
49,- €
-49.00 EUR
"""


@pytest.mark.parametrize("text", AMOUNTS.strip().splitlines())
def test_an_amount_is_called_one(text: str) -> None:
    """C"""
    found = understand(text)
    assert found.kind is Kind.EXPLAINED
    assert "looks like an amount" in found.summary


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cs_test_a1IF…4vpc0f", "was cut"),
        ("cs_test_a1IF…4vpc0f", "“cs_test_a1IF…4vpc0f”"),
        (f"{S[:40]}\n{S[40:]}", "in two halves"),
        ("2125551234", "phone number"),
        ("+49 151 2345678", "phone number"),
        ("1700000000", "phone number"),
        ("ana@example.com#vip", "Not used: “vip”"),
        ("ana@example.com's", "Not used: “s”"),
        ("ana@example.com→bob", "Not used: “bob”"),
        ("ana@example.com 2125551234", "Not used: “2125551234”"),
        ("Order:12345 ana@example.com", "Not used: “Order:12345”"),
        ("1234567890128", "[a number that is not shown]"),
    ],
)
def test_what_was_seen_and_left_is_said(text: str, words: str) -> None:
    assert words in understand(text).summary


# Card numbers


def card_number(digits: str) -> str:
    """With a right check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 if place % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def shown(text: str) -> str:
    """All that a page may repeat of it, in digits and letters alone."""
    found = understand(text)
    parts = [found.summary, found.advice, leads_to(found), "" if found.is_secret else text]
    parts += [f"{item.summary} {leads_to(item)}" for item in found.items]
    parts += [f"{one.label} {one.text}" for one in found.suggestions]
    return " ".join(parts)


CARD = "4242424242424242"
AMONG_WORDS = """
{}
<{}>
card {}
card:{}
my card is {} and it was declined
ana@example.com {}
{} ana@example.com
ana@example.com;{}
{}@example.com
cus_9 {}
{} 12/28
{} 12/28 123
{}, exp 12/28
yesterday {}
status:open {}
note:{}
#{}
https://shop.example/?card={}
a_b {} c_d
{} {}
x{}
"""


@pytest.mark.parametrize("form", AMONG_WORDS.strip().split("\n"))
@pytest.mark.parametrize("card", [CARD, "4242 4242 4242 4242", "4242-4242-4242-4242"])
def test_a_card_number_among_words_is_not_shown_again(form: str, card: str) -> None:
    """C"""
    found = understand(form.replace("{}", card))
    assert found.is_secret
    assert card not in shown(form.replace("{}", card))


@given(
    st.text("0123456789", min_size=11, max_size=17),
    st.sampled_from("23456"),
    st.sampled_from(AMONG_WORDS.strip().split("\n")),
    st.sampled_from(["", " ", "-", ".", "\u00a0", "\u200b"]),
)
def test_no_card_number_is_ever_shown(rest: str, first: str, form: str, separator: str) -> None:
    number = card_number(first + rest)
    # No card's begins so at these lengths, but moments do: 20261128093000, with or without ms.
    assume(not (number.startswith("20") and len(number) in (14, 17)))
    groups = [number[at : at + 4] for at in range(0, len(number), 4)]
    written = separator.join(groups)
    assert written not in shown(form.replace("{}", written))
    assert number not in shown(form.replace("{}", written))


def test_an_id_with_many_digits_is_no_card() -> None:
    assert understand(f"cus_{CARD}").params == (("customer", f"cus_{CARD}"),)
    assert understand(put_in("{S}")).kind is Kind.SESSION
    assert not understand("2026-11-27 2026-11-28").is_secret
