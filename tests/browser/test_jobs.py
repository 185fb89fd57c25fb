"""The jobs of support staff, each done as its person would, with what it takes and what it costs.

A job begins on a page that asks Stripe nothing, with what the customer gave in the clipboard.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import EFFORTS, Effort, Hands, cookies_of
from tests.running import ROOT, Emulator, running_dashboard, running_emulator, running_redis

SESSIONS = "/v1/checkout/sessions"
ANA = "ana.souza@example.com"
WIDE = {"width": 1280, "height": 900}

Begin = Callable[..., Hands]


@pytest.fixture(scope="module")
def shop() -> Iterator[Emulator]:
    """Two accounts with stories near the top."""
    with running_emulator("--sessions=300", "--seed=2", "--second-account=60") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def memory() -> Iterator[str]:
    """A Redis, so that each job can begin with nothing remembered."""
    with running_redis() as (address, _):
        yield address


@pytest.fixture(scope="module")
def desk(shop: Emulator, memory: str) -> Iterator[str]:
    settings = {
        "STRIPE_ACCOUNTS": "demo,second",
        "STRIPE_API_KEY_SECOND": "rk_test_second",
        "CACHE_URL": memory,
    }
    with running_dashboard(shop.address, **settings) as address:
        yield address


@pytest.fixture(scope="module")
def cookies(browser: Browser, desk: str) -> Any:
    return cookies_of(browser, desk)


@pytest.fixture
def begin(
    browser: Browser, desk: str, cookies: Any, shop: Emulator, memory: str
) -> Iterator[Begin]:
    """Sit down at the desk, of which nobody has asked anything yet."""
    contexts = []

    def make(job: str, other: str = "", **options: Any) -> Hands:
        defaults = {
            "storage_state": cookies,
            "timezone_id": "Europe/Berlin",
            "viewport": WIDE,
            "base_url": desk,
            "permissions": ["clipboard-read", "clipboard-write"],
        }
        context = browser.new_context(**{**defaults, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto("/demo/search/")
        with redis.Redis.from_url(memory) as store:
            store.flushall()
        shop.reset()
        return Hands(page, Effort(job, other))

    yield make
    for context in contexts:
        context.close()


# Keys, pastes and clicks that a job takes at most.
MOST_ACTIONS = {
    "S1": 3,
    "S2": 3,
    "S3": 3,
    "S4": 6,
    "S5": 3,
    "S6": 5,
    "S7": 5,
    "S8": 4,
    "S9": 3,
    "S10": 7,
    "S11": 4,
    "S12": 3,
    "S13": 6,
}


USING = (ROOT / "docs/using.md").read_text(encoding="utf-8")
# What its table, "What the jobs take", calls them.
DOCUMENTED = {
    "S1": "they paid, but nothing came",
    "S2": "the ticket has an ID",
    "S3": "our payment link does not work",
    "S4": "the page had expired, and the link to go on",
    "S5": "was she charged twice?",
    "S6": "complete, but no money",
    "S7": "nothing was charged",
}


def done(hands: Hands, shop: Emulator, *, calls: int) -> None:
    """The job is over: note it, and that it cost no more than it should."""
    effort = hands.effort
    assert effort.keys + effort.pastes + effort.clicks <= MOST_ACTIONS[effort.job], effort.line
    asked = [request["path"] for request in shop.requests()]
    hands.effort.calls = len(asked)
    EFFORTS.append(hands.effort)
    assert len(asked) == calls, asked
    if name := DOCUMENTED.get(effort.job):
        actions = effort.keys + effort.pastes + effort.clicks
        assert f"\n| {name} | {actions} | {calls} |" in USING


def newest_of(shop: Emulator, query: str) -> dict[str, Any]:
    found: dict[str, Any] = shop.get(f"{SESSIONS}?limit=1&{query}")["data"][0]
    return found


def of_email(shop: Emulator, email: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.get(
        f"{SESSIONS}?limit=100&customer_details[email]={email}{query}"
    )["data"]
    return found


ANAS_STORY = re.compile(
    r"^Paid EUR 49\.00 on .* \(opened \d\d:\d\d\)\. 3 checkouts (on|from) .*\."
    r" The first: abandoned; Stripe shows no payment attempt\."
    r" The second: abandoned after a failed payment attempt\.$"
)


def test_s1_they_paid_but_nothing_came(begin: Begin, shop: Emulator) -> None:
    """By keyboard alone."""
    hands = begin("S1", "Polar, 5")
    hands.find(ANA)
    expect(hands.page.locator("#summary")).to_have_text(ANAS_STORY)
    assert hands.page.locator("#sessions tr[data-session-id]").count() == 3
    # Its sessions, whether the e-mail has a customer besides, and the likeliest other spelling.
    done(hands, shop, calls=3)
    assert (hands.effort.keys, hands.effort.pastes, hands.effort.clicks) == (2, 1, 0)


def test_s1_without_script(begin: Begin, shop: Emulator) -> None:
    hands = begin("S1", java_script_enabled=False)
    page = hands.page
    while not page.locator("#find").evaluate("e => e === document.activeElement"):
        hands.press("Tab")
        assert hands.effort.keys < 10
    page.keyboard.type(f"<{ANA}>")
    hands.press("Enter")
    expect(page.locator("#summary")).to_have_text(ANAS_STORY)
    page.locator("#sessions .when a").first.focus()
    hands.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("EUR 49.00 was collected on")
    expect(page.locator("h1")).to_have_text("Ana Souza")
    assert len(shop.requests()) <= 4


def test_s2_the_ticket_has_an_id(begin: Begin, shop: Emulator) -> None:
    session = of_email(shop, ANA, "&status=complete")[0]
    hands = begin("S2", "Workbench, 4")
    hands.find(f"https://checkout.stripe.com/c/pay/{session['id']}#fidkdWxOYHwnPyd1")
    expect(hands.page.locator("#verdict")).to_contain_text("EUR 49.00 was collected on")
    expect(hands.page.locator(".say")).to_contain_text("We received your payment of EUR 49.00 on")
    done(hands, shop, calls=1)


def test_s3_our_link_does_not_work(begin: Begin, shop: Emulator) -> None:
    links = shop.get("/v1/payment_links?limit=100")["data"]
    link = next(
        one for one in links if shop.get(f"{SESSIONS}?payment_link={one['id']}&limit=1")["data"]
    )
    off = next(one for one in links if not one["active"])
    hands = begin("S3", "Stripe Dashboard, 4 or more")
    hands.find(f"it says error: {link['url']}?prefilled_email=a%40b.example")
    notices = hands.page.locator("#results .notice")
    expect(notices).to_contain_text(["is active", "Not used in the search: “it says”"])
    expect(hands.page.locator("#sessions tr[data-session-id]").first).to_be_visible()
    assert shop.queries() == [f"payment_link={link['id']}&limit=25"]
    # The list of links, for ten minutes, and the sessions of this one.
    done(hands, shop, calls=2)
    hands.page.goto(f"/demo/search/?q={off['url']}")
    # Below it stands in which other account it was looked for.
    expect(hands.page.locator("#results .notice").first).to_contain_text(
        "is deactivated: nobody can pay through it now"
    )


def left_with_a_recovery_link(shop: Emulator) -> dict[str, Any]:
    """The only session of somebody who left with no payment attempt seen."""
    for session in shop.get(f"{SESSIONS}?limit=100&status=expired")["data"]:
        after = session["after_expiration"]
        email = (session["customer_details"] or {}).get("email")
        tried = session["payment_intent"] or session["mode"] != "payment"
        if after and email and not tried and len(of_email(shop, email)) == 1:
            found: dict[str, Any] = session
            return found
    raise AssertionError("nobody left with a recovery link")


def test_s4_the_recovery_link_was_used_already(begin: Begin, shop: Emulator) -> None:
    hands = begin("S4", "Kelviq, 4, without the link")
    hands.find("inigo.munoz@example.com")
    expect(hands.page.locator("#summary")).to_contain_text("Paid EUR")
    hands.press("k", "o")
    drawer = hands.page.locator("#drawer")
    expect(drawer.locator(".advice")).to_contain_text("The customer has continued in cs_")
    expect(drawer.get_by_role("button", name="Copy recovery link")).to_have_count(0)
    expect(drawer.get_by_role("link", name=re.compile("^cs_"))).to_have_count(1)
    expect(drawer.get_by_role("link", name="Open the later session")).to_be_visible()


def test_s4_it_said_the_page_had_expired(begin: Begin, shop: Emulator) -> None:
    left = left_with_a_recovery_link(shop)
    hands = begin("S4", "Kelviq, 4, without the link")
    hands.find(left["customer_details"]["email"])
    expect(hands.page.locator("#summary")).to_contain_text(
        "abandoned; Stripe shows no payment attempt"
    )
    # By keyboard alone.
    hands.press("j", "o")
    verdict = hands.page.locator("#drawer #verdict")
    expect(verdict).to_have_text("Not paid. Stripe shows no payment attempt.")
    expect(hands.page.locator("#drawer .verdict-when")).to_have_text(
        re.compile(r"^The session expired on .* at the latest, \d+ h after it was opened\.$")
    )
    expect(hands.page.get_by_role("button", name="Copy recovery link")).to_be_visible()
    hands.press("a")
    expect(hands.page.get_by_role("button", name="Copied").first).to_be_visible()
    assert hands.clipboard() == left["after_expiration"]["recovery"]["url"]
    done(hands, shop, calls=4)
    assert (hands.effort.keys, hands.effort.pastes, hands.effort.clicks) == (5, 1, 0)


def test_s5_was_she_charged_twice(begin: Begin, shop: Emulator) -> None:
    hands = begin("S5", "Stripe Dashboard, 4 or more")
    hands.find("niamh.obrien@example.com")
    expect(hands.page.locator(".double-words")).to_contain_text(
        "Possible double payment: 2 paid sessions of GBP 72.00, 6 min apart."
    )
    expect(hands.page.locator(".double-words")).to_contain_text("refund one in Stripe: pi_")
    expect(hands.page.locator("#summary")).to_contain_text("Paid twice within 6 minutes: GBP 72.00")
    assert hands.page.locator("tbody.double tr[data-session-id]").count() == 2
    done(hands, shop, calls=3)


def test_s6_complete_but_no_money(begin: Begin, shop: Emulator) -> None:
    hands = begin("S6", "Stripe Dashboard, 4")
    hands.find("jurgen.grossmann@example.com")
    expect(hands.page.locator("#summary")).to_contain_text(
        re.compile(r"^Still processing: SEPA bank debit of EUR 113\.00 \(since \d")
    )
    hands.press("k", "o")
    expect(hands.page.locator("#drawer #verdict")).to_have_text(
        re.compile(
            r"^The SEPA bank debit of EUR [\d.]+ has begun\. Whether it succeeds is not known"
            r" yet\.$"
        )
    )
    expect(hands.page.locator(".story .next")).to_contain_text("The bank has to answer")
    done(hands, shop, calls=4)


def test_s7_nothing_was_charged(begin: Begin, shop: Emulator) -> None:
    hands = begin("S7", "reading JSON")
    hands.find("elodie.lefevre@example.com")
    expect(hands.page.locator("#summary")).to_contain_text("finished with nothing to pay")
    hands.press("k", "o")
    expect(hands.page.locator("#drawer #verdict")).to_have_text(
        "A discount covered the whole price, so nothing was charged. This is not an error."
    )
    # A person of three calls, and the session.
    done(hands, shop, calls=4)


def test_s8_i_cannot_find_them_under_that_email(begin: Begin, shop: Emulator) -> None:
    """What Stripe cannot search by, here a name, is looked for by reading."""
    hands = begin("S8", "9 (Stripe Dashboard and Workbench)")
    page = hands.page
    hands.find("Ana Souza")
    expect(page.locator("input[name=name]")).to_have_value("Ana Souza")
    hands.click(page.get_by_role("button", name="Look through"))
    rows = page.locator("#sessions tbody tr")
    # As it is found, and without a reload.
    expect(rows.first).to_contain_text("Ana Souza", timeout=30_000)
    expect(page.locator("#scan-state")).to_contain_text("Looked through all", timeout=30_000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    since = shop.get(f"{SESSIONS}?limit=100&created[gte]={int(time.time()) - 6 * 86_400}")["data"]
    mine = [one["id"] for one in since if name_of(one) == "Ana Souza"]
    shown = [row.get_attribute("data-session-id") for row in rows.all()]
    assert mine
    assert shown[: len(mine)] == mine
    effort = hands.effort
    assert effort.keys + effort.pastes + effort.clicks <= MOST_ACTIONS["S8"], effort.line
    effort.calls = len(shop.requests(SESSIONS))
    EFFORTS.append(effort)
    page.reload()
    expect(rows.first).to_contain_text("Ana Souza")


def test_s8_by_an_amount_and_a_day(begin: Begin, shop: Emulator) -> None:
    """Answered at once from what is remembered; what is not, is read with one click more."""
    session = of_email(shop, ANA, "&status=complete")[0]
    day = datetime.fromtimestamp(session["created"], ZoneInfo("Europe/Berlin")).date()
    hands = begin("S8", "9 (Stripe Dashboard and Workbench)")
    page = hands.page
    hands.find(f"EUR 49 {day}")
    filled = {"least": "49", "most": "49", "currency": "EUR"}
    for name, value in (filled | {"reference": "", "name": ""}).items():
        expect(page.locator(f".offer input[name={name}]")).to_have_value(value)
    # The day itself, or "today" where it is.
    expect(page.locator(".offer select[name=created]")).not_to_have_value("last_7_days")
    hands.click(page.get_by_role("button", name="Look through"))
    expect(page.get_by_role("heading", name="Scan")).to_be_visible()
    missing = page.get_by_role("button", name="Read what is missing")
    if missing.count():
        hands.click(missing)
    mine = page.locator(f"#sessions tr[data-session-id={session['id']}]")
    expect(mine).to_contain_text("49.00", timeout=30_000)
    effort = hands.effort
    assert effort.keys + effort.pastes + effort.clicks <= MOST_ACTIONS["S8"] + 1, effort.line
    effort.calls = len(shop.requests())
    EFFORTS.append(effort)


def test_s8_by_the_end_of_a_card(begin: Begin) -> None:
    """No session holds it, which is said; what else was pasted is used."""
    hands = begin("S8")
    page = hands.page
    hands.find("visa 4242, EUR 49 yesterday")
    expect(page.locator(".offer .notice")).to_contain_text("No session holds the digits of a card")
    expect(page.locator(".offer input[name=least]")).to_have_value("49")
    expect(page.locator(".offer select[name=created]")).to_have_value("yesterday")
    for name in ("reference", "name", "metadata"):
        expect(page.locator(f".offer input[name={name}]")).to_have_value("")


def name_of(session: dict[str, Any]) -> str | None:
    found: str | None = (session["customer_details"] or {}).get("name")
    return found


def test_s9_what_did_they_order(begin: Begin, shop: Emulator) -> None:
    (session,) = of_email(shop, "elodie.lefevre@example.com", "&status=complete")
    hands = begin("S9", "reading JSON")
    hands.find(session["id"])
    page = hands.page
    expect(page.locator(".order table")).to_contain_text("Introductory course")
    expect(page.locator(".amounts")).to_contain_text("Discount (SCHOLARSHIP)")
    answers = page.locator(".facts-section", has_text="Answers and consent")
    expect(answers).to_contain_text("How long have you been doing this?")
    done(hands, shop, calls=1)


def test_s10_hand_it_to_the_developers(begin: Begin, shop: Emulator, desk: str) -> None:
    session = of_email(shop, ANA, "&status=complete")[0]
    hands = begin("S10", "a screenshot")
    hands.find(session["id"])
    expect(hands.page.locator("#verdict")).to_be_visible()
    hands.press("y")
    expect(hands.page.locator("#announce")).to_have_text("Copied")
    permalink = f"{desk}/demo/sessions/{session['id']}/"
    assert hands.clipboard() == permalink
    # The same are buttons of one menu.
    hands.press("t")
    expect(hands.page.locator(".copy-menu summary")).to_have_text("Copied")
    ticket = hands.clipboard().splitlines()
    assert ticket[0] == "TEST MODE: no real money moved."
    assert ticket[1].startswith("Paid: EUR 49.00 was collected on")
    assert ticket[3:5] == [f"Customer: Ana Souza <{ANA}>", "Amount: EUR 49.00"]
    assert f"Payment: {session['payment_intent']}" in ticket
    assert ticket[-1] == f"{session['id']} {permalink}"
    hands.press("u")
    expect(hands.page.locator(".copy-menu summary")).to_have_text("Copied")
    curl = hands.clipboard()
    assert curl.startswith(f"curl -G {shop.address}{SESSIONS}/{session['id']} ")
    assert '-u "$STRIPE_API_KEY:"' in curl
    assert "rk_test" not in curl
    hands.press("s")
    expect(hands.page.locator("#announce")).to_have_text("Copied")
    assert hands.clipboard().startswith(f"stripe checkout sessions retrieve {session['id']} ")
    done(hands, shop, calls=1)


def test_s11_they_are_trying_again_now(begin: Begin, shop: Emulator) -> None:
    shop.control("arrive?count=6")
    session = next(
        one for one in shop.get(f"{SESSIONS}?limit=6&status=open")["data"] if one["amount_total"]
    )
    hands = begin("S11", "reloading by hand")
    hands.find(session["id"])
    expect(hands.page.get_by_role("button", name="Watch")).to_be_visible()
    hands.press("a")
    expect(hands.page.locator("#watching")).to_contain_text("Watching. Nothing new")
    shop.control(f"complete?session={session['id']}")
    told = hands.page.locator("#watching")
    expect(told).to_have_text(
        re.compile(r"^(Paid|No payment due), seen \d+ s ago$"), timeout=15_000
    )
    # It has stopped by itself.
    expect(hands.page.get_by_role("button", name="Watch")).to_have_count(0)
    expect(hands.page.locator("h1")).to_have_count(1)
    before = len(shop.requests())
    hands.page.wait_for_timeout(4000)
    assert len(shop.requests()) == before
    done(hands, shop, calls=before)
    assert before <= 8


def test_s12_no_such_session(begin: Begin, shop: Emulator, desk: str) -> None:
    hands = begin("S12")
    hands.page.goto("/second/sessions/")
    theirs = hands.page.locator("#sessions tr[data-session-id]").first
    identifier = theirs.get_attribute("data-session-id") or ""
    hands.page.goto("/demo/search/")
    hands.page.wait_for_timeout(500)
    shop.reset()
    hands.find(identifier)
    expect(hands.page).to_have_url(f"{desk}/second/sessions/{identifier}/")
    expect(hands.page.locator("main .notice").first).to_have_text(
        "Demo does not have this session. It is in Second."
    )
    done(hands, shop, calls=2)


def test_s13_is_the_caller_the_owner(begin: Begin, shop: Emulator) -> None:
    session = of_email(shop, ANA, "&status=complete")[0]
    hands = begin("S13")
    page = hands.page
    hands.find(session["id"])
    hands.click(page.get_by_role("link", name="Verify the caller"))
    page.get_by_label("E-mail", exact=True).fill(ANA.upper())
    page.get_by_label("Amount paid").fill("49,00")
    hands.press("Enter")
    expect(page.locator("#result")).to_have_text(re.compile("^Match"))
    assert "Souza" not in page.content()
    page.get_by_label("Amount paid").fill("50")
    hands.press("Enter")
    expect(page.locator("#result")).to_have_text(re.compile("^No match"))
    done(hands, shop, calls=1)


def test_a_person_costs_three_calls_at_most_and_a_page_says_what_was_left_out(
    begin: Begin, shop: Emulator
) -> None:
    hands = begin("S8")
    page: Page = hands.page
    hands.find("Ana.Souza@exmaple.com")
    expect(page.locator("#results-heading")).to_contain_text("No sessions found for")
    expect(page.locator(".neighbours")).to_contain_text("ana.souza@exmaple.com")
    expect(page.locator(".neighbours")).to_contain_text("Second (test mode)")
    assert len(shop.requests()) <= 3
    page.get_by_role("link", name="Ana.Souza@example.com", exact=True).click()
    expect(page.locator("#results-heading")).to_contain_text("3 sessions")
