"""What the one box makes of what is pasted into it."""

from __future__ import annotations

from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.filters import list_address
from sessions_browser.filters.parameters import encode
from sessions_browser.search.interpret import LONGEST_TEXT, MOST_ITEMS, interpret
from sessions_browser.search.interpretation import Interpretation, Kind
from tests.unit.strategies import any_text

BERLIN = ZoneInfo("Europe/Berlin")
# Wednesday, 18 November 2026, 12:06:40 in Berlin.
NOW = 1_795_000_000.0
S = "cs_test_a1" + "B2c3" * 14
L = "cs_live_b1" + "x9" * 28
LONG = "a" * 90

# What was pasted, what it is, and where it leads: an id, the filters, the things among several
# ("?" for one that cannot be looked for); of what is explained, the corrections that are offered.
PASTED = [
    # Sessions
    ("{S}", Kind.SESSION, "{S}"),
    (" {S}\n", Kind.SESSION, "{S}"),
    ("<{S}>", Kind.SESSION, "{S}"),
    ("“{S}”", Kind.SESSION, "{S}"),
    ("{S}.", Kind.SESSION, "{S}"),
    ("({L})", Kind.SESSION, "{L}"),
    ("id={S}", Kind.SESSION, "{S}"),
    ("session_id={S}&x=1", Kind.SESSION, "{S}"),
    ("https://checkout.stripe.com/c/pay/{L}#fidkdWxO", Kind.SESSION, "{L}"),
    ("checkout.stripe.com/c/pay/{S}", Kind.SESSION, "{S}"),
    ("https://shop.example/thanks?session_id={S}&x=1", Kind.SESSION, "{S}"),
    ("https://shop.example/thanks/{S}/", Kind.SESSION, "{S}"),
    ("https%3A%2F%2Fshop.example%2F%3Fsession_id%3D{S}", Kind.SESSION, "{S}"),
    ("the id is {S}, thanks", Kind.SESSION, "{S}"),
    ("{S} {S}", Kind.SESSION, "{S}"),
    ("{S}_secret_fidkdWxO", Kind.SESSION, "{S}"),
    ("cs_test\u200b_a1B2", Kind.SESSION, "cs_test_a1B2"),
    ("https://dashboard.stripe.com/test/checkout/sessions/{S}", Kind.SESSION, "{S}"),
    ("{L}\ufeff", Kind.SESSION, "{L}"),
    ("\u202e{S}", Kind.SESSION, "{S}"),
    # Mistyped ids
    ("CS_TEST_A1B2", Kind.EXPLAINED, "cs_test_A1B2"),
    ("cs_tset_a1B2c3", Kind.EXPLAINED, "cs_test_a1B2c3"),
    ("cs-live-a1B2c3", Kind.EXPLAINED, "cs_live_a1B2c3"),
    ("cs_tets_a1B2c3", Kind.EXPLAINED, "cs_test_a1B2c3"),
    ("cs_lvie_a1B2c3", Kind.EXPLAINED, "cs_live_a1B2c3"),
    ("Cs_test_a1B2c3", Kind.EXPLAINED, "cs_test_a1B2c3"),
    ("cs_test_", Kind.EXPLAINED, ""),
    ("cs_live", Kind.EXPLAINED, ""),
    ("cs_prod_a1", Kind.EXPLAINED, ""),
    ("cs_test_{LONG}", Kind.EXPLAINED, ""),
    ("CUS_abc", Kind.EXPLAINED, "cus_abc"),
    ("Pi_3Abc", Kind.EXPLAINED, "pi_3Abc"),
    ("cus_", Kind.EXPLAINED, ""),
    ("pi_", Kind.EXPLAINED, ""),
    ("plink_", Kind.EXPLAINED, ""),
    ("cus_../../x", Kind.EXPLAINED, ""),
    ("plink_a_b", Kind.EXPLAINED, ""),
    ("sub_é", Kind.EXPLAINED, ""),
    # Other ids
    ("cus_Abc123", Kind.PERSON, "customer=cus_Abc123"),
    ("'cus_Abc123'", Kind.PERSON, "customer=cus_Abc123"),
    ("pi_3Abc", Kind.LIST, "payment_intent=pi_3Abc opens"),
    ("pi_3Abc_secret_xyz", Kind.LIST, "payment_intent=pi_3Abc opens"),
    ("sub_1Abc", Kind.LIST, "subscription=sub_1Abc opens"),
    ("plink_1Abc", Kind.LIST, "payment_link=plink_1Abc"),
    ("acct_1A", Kind.LIST, "customer_account=acct_1A"),
    ("customer cus_Abc123", Kind.PERSON, "customer=cus_Abc123"),
    ("\tcus_Abc123\t", Kind.PERSON, "customer=cus_Abc123"),
    ("pi_3Abc,", Kind.LIST, "payment_intent=pi_3Abc opens"),
    # Payment links
    ("https://buy.stripe.com/test_8wM", Kind.LIST, "payment_link=https://buy.stripe.com/test_8wM"),
    ("buy.stripe.com/8wM", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    ("HTTPS://BUY.STRIPE.COM/8wM", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    (
        "https://buy.stripe.com/8wM?prefilled_email=ana%40example.com",
        Kind.LIST,
        "payment_link=https://buy.stripe.com/8wM",
    ),
    ("https://buy.stripe.com/8wM#x", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    ("https://donate.stripe.com/abc", Kind.LIST, "payment_link=https://donate.stripe.com/abc"),
    ("https://book.stripe.com/abc", Kind.LIST, "payment_link=https://book.stripe.com/abc"),
    ("https://buy.stripe.com/", Kind.EXPLAINED, ""),
    ("https://buy.stripe.com/<x>", Kind.EXPLAINED, ""),
    ("https://buy.stripe.com.evil.example/8wM", Kind.EXPLAINED, ""),
    (
        "my link https://buy.stripe.com/8wM does not work",
        Kind.LIST,
        "payment_link=https://buy.stripe.com/8wM",
    ),
    # Pages of stripe
    ("https://dashboard.stripe.com/payments/pi_3Q", Kind.LIST, "payment_intent=pi_3Q opens"),
    (
        "https://dashboard.stripe.com/acct_1/test/payments/pi_3Q",
        Kind.LIST,
        "payment_intent=pi_3Q opens",
    ),
    ("https://dashboard.stripe.com/customers/cus_9", Kind.PERSON, "customer=cus_9"),
    ("https://dashboard.stripe.com/subscriptions/sub_9", Kind.LIST, "subscription=sub_9 opens"),
    ("https://dashboard.stripe.com/payment-links/plink_9", Kind.LIST, "payment_link=plink_9"),
    ("https://dashboard.stripe.com/invoices/in_1", Kind.EXPLAINED, ""),
    ("dashboard.stripe.com/test/customers/cus_9", Kind.PERSON, "customer=cus_9"),
    ("https://dashboard.stripe.com/", Kind.EXPLAINED, ""),
    ("www.example.com", Kind.EXPLAINED, ""),
    ("https://example.com/?email=ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("http://[bad", Kind.EXPLAINED, ""),
    ("https://", Kind.EXPLAINED, ""),
    # Not searchable
    ("in_1Abc", Kind.EXPLAINED, ""),
    ("ch_3X", Kind.EXPLAINED, ""),
    ("py_3X", Kind.EXPLAINED, ""),
    ("re_3X", Kind.EXPLAINED, ""),
    ("pyr_1", Kind.EXPLAINED, ""),
    ("dp_1", Kind.EXPLAINED, ""),
    ("du_1", Kind.EXPLAINED, ""),
    ("txn_1", Kind.EXPLAINED, ""),
    ("seti_1", Kind.EXPLAINED, ""),
    ("evt_1", Kind.EXPLAINED, ""),
    ("req_abc", Kind.EXPLAINED, ""),
    ("price_1", Kind.EXPLAINED, ""),
    ("prod_1", Kind.EXPLAINED, ""),
    ("si_1", Kind.EXPLAINED, ""),
    ("li_1", Kind.EXPLAINED, ""),
    ("pm_1", Kind.EXPLAINED, ""),
    ("card_1", Kind.EXPLAINED, ""),
    ("promo_1", Kind.EXPLAINED, ""),
    ("pk_test_abc", Kind.EXPLAINED, ""),
    # Secrets
    ("sk_live_abcdef123", Kind.EXPLAINED, ""),
    ("rk_test_emulator", Kind.EXPLAINED, ""),
    ("my key is sk_test_abcdef", Kind.EXPLAINED, ""),
    ("whsec_abcdef", Kind.EXPLAINED, ""),
    ("SK_LIVE_abcdef", Kind.EXPLAINED, ""),
    ("sk%5Flive%5Fabcdef", Kind.EXPLAINED, ""),
    ("4242 4242 4242 4242", Kind.EXPLAINED, ""),
    ("4242-4242-4242-4242", Kind.EXPLAINED, ""),
    ("5555555555554444", Kind.EXPLAINED, ""),
    ("378282246310005", Kind.EXPLAINED, ""),
    # E-mails
    ("ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("Ana.Souza+shop@Example.COM", Kind.PERSON, "email=Ana.Souza+shop@Example.COM"),
    ("mailto:ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("MAILTO:ana@example.com?subject=Hi%20there", Kind.PERSON, "email=ana@example.com"),
    ("Ana Souza <ana@example.com>", Kind.PERSON, "email=ana@example.com"),
    ('"Ana Souza" <ana@example.com>', Kind.PERSON, "email=ana@example.com"),
    ("Ana<ana@example.com>", Kind.PERSON, "email=ana@example.com"),
    ("'ana@example.com',", Kind.PERSON, "email=ana@example.com"),
    ("„ana@example.com“", Kind.PERSON, "email=ana@example.com"),
    ("E-mail: ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com.", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com?", Kind.PERSON, "email=ana@example.com"),
    ("an\u200ba@example.com", Kind.PERSON, "email=ana@example.com"),
    ("\u00a0ana@example.com\u00a0", Kind.PERSON, "email=ana@example.com"),
    ("ana%40example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana_@example.com", Kind.PERSON, "email=ana_@example.com"),
    ("o'brien@example.com", Kind.PERSON, "email=o'brien@example.com"),
    ("hanako@例え.jp", Kind.PERSON, "email=hanako@例え.jp"),
    ("please find ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com!!!", Kind.PERSON, "email=ana@example.com"),
    # Mistyped e-mails
    ("ana@example,com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@@example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@example", Kind.EXPLAINED, ""),
    ("ana @example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@ example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana(at)example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana [at] example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana(at)example(dot)com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@example..com", Kind.EXPLAINED, "ana@example.com"),
    ("ana.@example.com", Kind.PERSON, "email=ana.@example.com"),
    ("@example.com", Kind.EXPLAINED, ""),
    ("ana@", Kind.EXPLAINED, ""),
    ("ana@gmial.com", Kind.PERSON, "email=ana@gmial.com"),
    ("ana@gmail.con", Kind.PERSON, "email=ana@gmail.con"),
    ("ana@hotmial.com", Kind.PERSON, "email=ana@hotmial.com"),
    ("ana@.example.com", Kind.EXPLAINED, "ana@example.com"),
    ("a@b@c.example", Kind.EXPLAINED, ""),
    ("ana@exmaple.com", Kind.PERSON, "email=ana@exmaple.com"),
    # Days and moments
    ("19 Nov", Kind.LIST, "created_from=2025-11-19&created_to=2025-11-19"),
    ("19 November 2025", Kind.LIST, "created_from=2025-11-19&created_to=2025-11-19"),
    ("Nov 17", Kind.LIST, "created=yesterday"),
    ("Nov 17, 2026", Kind.LIST, "created=yesterday"),
    ("17th of November", Kind.LIST, "created=yesterday"),
    ("17.11.2026", Kind.LIST, "created=yesterday"),
    ("17.11.", Kind.LIST, "created=yesterday"),
    ("2026-11-17", Kind.LIST, "created=yesterday"),
    ("2026-1-7", Kind.LIST, "created_from=2026-01-07&created_to=2026-01-07"),
    ("2026-11-17 14:00", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("2026-11-17T14:00Z", Kind.LIST, "created_from=2026-11-17T14:00&created_to=2026-11-17T16:00"),
    (
        "2026-11-17T14:00+05:00",
        Kind.LIST,
        "created_from=2026-11-17T09:00&created_to=2026-11-17T11:00",
    ),
    ("17 Nov 14:00", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("17 Nov at 2pm", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("14:00 17 Nov", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("2 pm", Kind.LIST, "created_from=2026-11-18T13:00&created_to=2026-11-18T15:00"),
    ("14:00", Kind.LIST, "created_from=2026-11-18T13:00&created_to=2026-11-18T15:00"),
    ("14:00:30", Kind.LIST, "created_from=2026-11-18T13:00:30&created_to=2026-11-18T15:00:30"),
    ("yesterday", Kind.LIST, "created=yesterday"),
    ("Yesterday 14:00", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("today", Kind.LIST, "created=today"),
    ("TODAY", Kind.LIST, "created=today"),
    ("last 7 days", Kind.LIST, "created=last_7_days"),
    ("last 30 days", Kind.LIST, "created=last_30_days"),
    ("last_7_days", Kind.LIST, "created=last_7_days"),
    ("this month", Kind.LIST, "created=this_month"),
    ("last month", Kind.LIST, "created=last_month"),
    ("monday", Kind.LIST, "created_from=2026-11-16&created_to=2026-11-16"),
    ("Mon", Kind.LIST, "created_from=2026-11-16&created_to=2026-11-16"),
    ("last monday", Kind.LIST, "created_from=2026-11-16&created_to=2026-11-16"),
    ("wednesday", Kind.LIST, "created=today"),
    ("last wednesday", Kind.LIST, "created_from=2026-11-11&created_to=2026-11-11"),
    ("29 Feb", Kind.LIST, "created_from=2024-02-29&created_to=2024-02-29"),
    ("13/11/2026", Kind.LIST, "created_from=2026-11-13&created_to=2026-11-13"),
    ("17/17/2026", Kind.EXPLAINED, ""),
    ("11/12/2026", Kind.EXPLAINED, "2026-12-11, 2026-11-12"),
    ("1795000000", Kind.LIST, "created_from=2026-11-18T11:06:40&created_to=2026-11-18T13:06:40"),
    ("1795000000000", Kind.LIST, "created_from=2026-11-18T11:06:40&created_to=2026-11-18T13:06:40"),
    ("25 Dec 2027", Kind.LIST, "created_from=2027-12-25&created_to=2027-12-25"),
    # No days
    ("31 Feb", Kind.EXPLAINED, ""),
    ("2026-13-01", Kind.EXPLAINED, ""),
    ("25:00", Kind.EXPLAINED, ""),
    ("99/99/2026", Kind.EXPLAINED, ""),
    ("13pm", Kind.EXPLAINED, ""),
    ("25 Oct 2026 99:00", Kind.EXPLAINED, ""),
    ("29 Mar 2026 02:30", Kind.EXPLAINED, ""),
    ("12345", Kind.EXPLAINED, ""),
    ("2026", Kind.EXPLAINED, ""),
    ("0000-00-00", Kind.EXPLAINED, ""),
    # Words
    ("status:expired", Kind.LIST, "status=expired"),
    ("status:expired from:2026-11-01", Kind.LIST, "status=expired&created_from=2026-11-01"),
    ("is:open link:plink_x", Kind.LIST, "status=open&payment_link=plink_x"),
    ("STATUS:Open", Kind.LIST, "status=open"),
    ("link:https://buy.stripe.com/8wM", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    ("email:ana@example.com on:yesterday", Kind.LIST, "email=ana@example.com&created=yesterday"),
    ("ana@example.com status:open", Kind.LIST, "email=ana@example.com&status=open"),
    (
        "status:open ana@example.com yesterday",
        Kind.LIST,
        "status=open&email=ana@example.com&created=yesterday",
    ),
    ("customer:cus_1 from:monday", Kind.LIST, "customer=cus_1&created_from=2026-11-16"),
    ("account:acct_1 to:2026-11-18", Kind.LIST, "customer_account=acct_1&created_to=2026-11-18"),
    ("payment:pi_1", Kind.LIST, "payment_intent=pi_1"),
    ("sub:sub_1", Kind.LIST, "subscription=sub_1"),
    ("on:last_7_days", Kind.LIST, "created=last_7_days"),
    ("on:last-7-days", Kind.LIST, "created=last_7_days"),
    ("from:yesterday to:today", Kind.LIST, "created_from=2026-11-17&created_to=2026-11-18"),
    (
        "since:2026-11-01 until:2026-11-03",
        Kind.LIST,
        "created_from=2026-11-01&created_to=2026-11-03",
    ),
    ("from:2026-11-17T14:00", Kind.LIST, "created_from=2026-11-17T14:00"),
    ("after:17.11.2026", Kind.LIST, "created_from=2026-11-17"),
    ("status:open limit:10", Kind.LIST, "status=open&limit=10"),
    # Words that do not fit
    ("status:paid", Kind.EXPLAINED, "status:complete"),
    ("is:abandoned", Kind.EXPLAINED, "status:expired"),
    ("status:banana", Kind.EXPLAINED, ""),
    ("statuss:open", Kind.EXPLAINED, ""),
    ("status:open status:expired", Kind.EXPLAINED, ""),
    ("from:2026-11-18 to:2026-11-01", Kind.EXPLAINED, ""),
    ("on:today from:2026-11-01", Kind.EXPLAINED, ""),
    ("from:last_7_days", Kind.EXPLAINED, ""),
    ("from:tomorrowish", Kind.EXPLAINED, ""),
    ("limit:10", Kind.EXPLAINED, ""),
    ("limit:1000 status:open", Kind.EXPLAINED, ""),
    ("customer:pi_1", Kind.EXPLAINED, ""),
    ("email:ana status:open", Kind.EXPLAINED, ""),
    ("status:open please", Kind.EXPLAINED, ""),
    ("note:hello", Kind.EXPLAINED, ""),
    ("a:b", Kind.EXPLAINED, ""),
    ("link:plink_a_b", Kind.EXPLAINED, ""),
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


def put_in(text: str) -> str:
    return text.replace("{S}", S).replace("{L}", L).replace("{LONG}", LONG)


def understand(text: str) -> Interpretation:
    return interpret(text, BERLIN, NOW)


def leads_to(found: Interpretation) -> str:
    match found.kind:
        case Kind.SESSION:
            return found.session_id
        case Kind.PERSON | Kind.LIST:
            filters = "&".join(f"{name}={value}" for name, value in found.params)
            return f"{filters} opens" if found.opens else filters
        case Kind.MANY:
            parts = [
                leads_to(item) if item.kind is not Kind.EXPLAINED else "?" for item in found.items
            ]
            return " | ".join(parts)
    return ", ".join(suggestion.text for suggestion in found.suggestions)


@pytest.mark.parametrize(("pasted", "kind", "place"), PASTED, ids=range(len(PASTED)))
def test_what_is_pasted_is_recognised(pasted: str, kind: Kind, place: str) -> None:
    found = understand(put_in(pasted))
    assert (found.kind, leads_to(found)) == (kind, put_in(place))
    # It says what it understood, and what to do where that does not help.
    assert bool(found.summary) == (kind is not Kind.EMPTY)
    assert bool(found.advice) == (kind is Kind.EXPLAINED)


def test_the_table_is_large() -> None:
    assert len({pasted for pasted, _, _ in PASTED}) >= 150


@pytest.mark.parametrize(
    ("pasted", "summary"),
    [
        (f"the id is {S}, thanks", "Not used: “the id is thanks”"),
        (f"{S}_secret_x", "The secret part behind the id was dropped"),
        ("Ana Souza <ana@example.com>", "Not used: “Ana Souza”"),
        ("pi_3Abc yesterday", "Not used: “yesterday”"),
        ("email a@b.co b@c.co", "Not used: “email”"),
        ("19 Nov 2025 14:00", "from 13:00 to 15:00, Europe/Berlin"),
        ("25 Dec 2027", "still to come"),
        ("in_1Abc", "is an invoice: sessions cannot be found by it"),
        ("statuss:open", "“statuss:open”: no filter is called so"),
        ("29 Mar 2026 02:30", "went forward"),
        ("25 Oct 2026 02:30", "from 01:30 to 02:30"),
    ],
)
def test_what_was_understood_and_left_out_is_said(pasted: str, summary: str) -> None:
    assert summary in understand(pasted).summary


def test_a_likely_slip_is_searched_as_typed_and_the_correction_offered() -> None:
    found = understand("ana@gmial.com")
    assert found.params == (("email", "ana@gmial.com"),)
    assert [suggestion.text for suggestion in found.suggestions] == ["ana@gmail.com"]


@pytest.mark.parametrize(
    "secret",
    ["sk_live_51Abcdef", "rk_test_51Abcdef", "whsec_51Abcdef", "4242 4242 4242 4242"],
)
def test_what_should_not_be_pasted_is_not_repeated(secret: str) -> None:
    for text in (secret, f" {secret}\n"):
        found = understand(text)
        assert found.kind is Kind.EXPLAINED
        shown = f"{found.summary} {found.advice} {found.suggestions}"
        assert secret not in shown
        assert "Abcdef" not in shown


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


@pytest.mark.parametrize(
    "piece", ["a@", "cs_test_", "[", "@", "1.", "a:", "( at )", "%25", "://", "pi_", "9 ", "\u0301"]
)
def test_as_much_as_may_be_pasted_is_read_at_once(piece: str) -> None:
    found = understand((piece * LONGEST_TEXT)[:LONGEST_TEXT])
    assert len(found.summary) < 1000


def test_a_long_column_is_cut_and_says_so() -> None:
    found = understand("\n".join(f"ana{n}@example.com" for n in range(MOST_ITEMS + 7)))
    assert (len(found.items), found.left_out) == (MOST_ITEMS, 7)
    assert f"The first {MOST_ITEMS} are looked for" in found.summary


def test_a_long_text_is_quoted_only_at_its_beginning() -> None:
    found = understand("<b>" * 1000)
    assert len(found.summary) < 250


PIECES = st.sampled_from(
    [put_in(pasted) for pasted, _, _ in PASTED]
    + [" ", "\n", ",", "@", ":", "_", "%", "<", "status:"]
)


@given(
    st.one_of(
        any_text,
        st.lists(PIECES, max_size=6).map("".join),
        st.lists(PIECES, max_size=6).map(" ".join),
    )
)
def test_no_text_breaks_it_and_none_widens_a_search(text: str) -> None:
    whole = understand(text)
    for found in (whole, *whole.items):
        assert found.kind is not Kind.MANY or found is whole
        match found.kind:
            case Kind.SESSION:
                assert found.session_id in unquote(put_visible(text))
            case Kind.PERSON | Kind.LIST:
                reading = list_address.parse(encode(found.params), BERLIN.key, NOW)
                assert not reading.errors
                filters = reading.query.filters if reading.query else reading.link_address
                assert filters
                assert len(found.params) == len(dict(found.params)) > 0
                assert found.kind is Kind.LIST or len(found.params) == 1


def put_visible(text: str) -> str:
    """Without what cannot be seen, as the box reads it."""
    return "".join(letter for letter in text if letter.isprintable() or letter.isspace())
