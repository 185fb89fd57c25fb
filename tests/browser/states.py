"""Each page in each of its states, over a made-up world of their own: measured and photographed.

`running_world` starts emulator and dashboard; `STATES` says how a page gets into a state.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import second_factor, troubled
from tests.browser.hands import cookies_of, save_view
from tests.running import Emulator, running_dashboard, running_emulator

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
# What became of the sessions whose pages are looked at; each name is a story of the emulator.
STANDINGS = (
    "declined",
    "debit-processing",
    "refunded-in-part",
    "dispute-open",
    "reserved",
    "subscription-past-due",
    "business",
    "twelve-items",
    "voucher-konbini",
    "ended-early",
    "zero-total-open",
)
# A second account makes the header as full as it gets. Its key may not read sessions.
ACCOUNTS = {
    "STRIPE_ACCOUNTS": "demo,wholesale",
    "STRIPE_API_KEY_DEMO": "rk_test_emulator",
    "STRIPE_API_KEY_WHOLESALE": "rk_test_no_sessions",
    "STRIPE_ACCOUNT_COLOUR_DEMO": "blue",
    "STRIPE_ACCOUNT_SANDBOX_WHOLESALE": "Staging",
    "STRIPE_ACCOUNT_COLOUR_WHOLESALE": "pink",
    "UPSTREAM_CALLS_PER_SECOND": "1000",
}
PEOPLE = ("support", "masked", "manager", "admin")


@dataclass(frozen=True)
class World:
    """site: where the dashboard answers. sessions: by the name of the story."""

    site: str
    sessions: dict[str, str]
    cookies: dict[str, Any]
    emulator: Emulator
    database: Path

    def address(self, state: State) -> str:
        return state.address.format_map(self.sessions)


@dataclass(frozen=True)
class State:
    """address: names of sessions stand in braces. person: who is signed in; "" is nobody.

    above: what lies over the page. Nothing beneath is pressed before it is gone.
    trouble: as `prepare`, after it, for what needs more of the world than the page.
    """

    address: str
    prepare: Callable[[Page], None] = lambda _: None
    person: str = "support"
    above: str = "html"
    trouble: Callable[[Page, World], None] = lambda *_: None


@contextmanager
def running_world(
    browser: Browser,
    stories: Sequence[str] = STANDINGS,
    accounts: Mapping[str, str] = ACCOUNTS,
) -> Iterator[World]:
    """accounts: the settings of the dashboard."""
    with running_emulator("--sessions=400", "--seed=1") as emulator:
        sessions = {
            name.replace("-", "_"): str(emulator.control(f"story?name={name}")["session"])
            for name in stories
        }
        newest = emulator.get("/v1/checkout/sessions?status=complete&limit=40")["data"]
        sessions["paid"] = next(one["id"] for one in newest if one["payment_status"] == "paid")
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "db.sqlite3"
            settings = {
                "DATABASE_URL": f"sqlite:///{database}",
                "EXPORTS_DIR": f"{folder}/exports",
                **accounts,
            }
            with running_dashboard(emulator.address, **settings) as site:
                cookies = {name: cookies_of(browser, site, name) for name in PEOPLE}
                _read_all(browser, site, cookies["manager"])
                yield World(site, sessions, cookies, emulator, database)


def _read_all(browser: Browser, site: str, manager: Any) -> None:
    """All sessions of the first account, for its overview."""
    context = browser.new_context(storage_state=manager)
    page = context.new_page()
    page.goto(f"{site}/demo/overview/fill/")
    page.locator("main form [type=submit]").click()
    expect(page.locator("#filling form[action$='read-again/']")).to_be_visible(timeout=60_000)
    context.close()


def context_for(browser: Browser, world: World, state: State, **options: Any) -> BrowserContext:
    """options: as Playwright's `new_context` takes them."""
    defaults = {
        "storage_state": world.cookies[state.person] if state.person else None,
        "timezone_id": "Europe/Berlin",
        "viewport": {"width": 1280, "height": 900},
        "base_url": world.site,
    }
    return browser.new_context(**{**defaults, **options})


def show(page: Page, world: World, state: State) -> None:
    """Bring the page into the state, ready to be measured."""
    page.goto(world.address(state))
    # An overview that reads what is new is loaded anew when it has.
    expect(page.locator("#filling progress")).to_have_count(0, timeout=30_000)
    state.prepare(page)
    state.trouble(page, world)
    page.evaluate(MEASURE)


def _sign_in(page: Page, name: str, password: str) -> None:
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("main form [type=submit]").first.click()


def _fail_to_sign_in(page: Page) -> None:
    _sign_in(page, "somebody", "wrong")
    expect(page.locator("#alerts")).not_to_be_empty()


def _be_locked_out(page: Page) -> None:
    """The first of a world takes ten tries, all others one."""
    for _ in range(11):
        _sign_in(page, "locked", "wrong")
        if page.locator("input[name=password]").count() == 0:
            return
    raise AssertionError("nobody was locked out")


def _fail_to_break_the_glass(page: Page) -> None:
    page.locator("input[name=code]").fill("wrong")
    page.locator("main form [type=submit]").click()
    expect(page.locator("main form")).to_have_count(0)


def _wait_for_drawer(page: Page) -> None:
    expect(page.locator("#drawer #verdict")).to_be_visible()


def _open_folds(page: Page) -> None:
    toggle = page.locator(".filters-toggle")
    if toggle.is_visible():
        toggle.click()
    page.evaluate(
        "() => document.querySelectorAll('#filters details').forEach(fold => { fold.open = true })"
    )
    page.mouse.move(0, 0)


def _say_what_fits(page: Page) -> None:
    """A try that matches is not counted, so that this can be done over and over."""
    page.locator("input[name=email]").fill("kim.business@example.com")
    page.locator("input[name=last_name]").fill("Business")
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("#result")).to_be_visible()


def _say_what_does_not_fit(page: Page) -> None:
    """Each is counted. After the fifth of an hour the page says why no more are compared."""
    page.locator("input[name=email]").fill("somebody.else@example.com")
    page.locator("main form [type=submit]").last.click()
    expect(page.locator(".result-no-match").first).to_be_visible()


def _type_an_email(page: Page) -> None:
    page.locator("#find").fill("ana@example,com")
    expect(page.locator("#understood")).not_to_be_empty()


def _open_accounts(page: Page) -> None:
    page.locator(".account > summary").click()


def _unmask(page: Page) -> None:
    """For a while, so that it may be done already."""
    ask = page.locator("main a[href*='/unmask/']")
    if ask.count():
        ask.click()
        page.locator("input[name=reason]").fill("SUP-17: the customer writes that nothing came")
        page.locator("main form [type=submit]").click()
    expect(page.locator("form[action*='/mask/']")).to_be_visible()


def _save_a_view(page: Page) -> None:
    save_view(page, "Paid in the last seven days")
    expect(page.locator(".view-tabs [aria-current=page]")).to_be_visible()


def _look_at_views(page: Page) -> None:
    _save_a_view(page)
    page.locator(".view-tabs a").last.click()
    expect(page.locator("main table")).to_be_visible()


def _write_a_note(page: Page) -> None:
    """Unless somebody has."""
    page.locator("#notes summary").click()
    if page.locator("#notes li").count() == 0:
        page.locator("#notes textarea").fill("Please call on Monday.\nThe bank has it.")
        page.locator("#notes .stack [type=submit]").click()
    expect(page.locator("#notes li").first).to_be_visible()


TOO_LONG = "The customer called again and asked where the parcel is. " * 36


def _be_refused_a_note(page: Page, text: str = "") -> None:
    page.locator("#notes summary").click()
    page.locator("#notes textarea").fill(text)
    page.locator("#notes .stack [type=submit]").click()
    expect(page.locator("#notes [aria-invalid]")).to_be_visible()


def _be_refused_a_long_note(page: Page) -> None:
    _be_refused_a_note(page, TOO_LONG)


def _be_refused_a_note_in_the_drawer(page: Page) -> None:
    _wait_for_drawer(page)
    _be_refused_a_note(page)


def _look_at_notes(page: Page) -> None:
    _write_a_note(page)
    page.goto("/demo/notes/")
    expect(page.locator("main ol li").first).to_be_visible()


def _let_a_call_fail(page: Page) -> None:
    """So that the page has a row of it, whatever was looked at before."""
    page.goto("/wholesale/sessions/")
    page.goto("/status/")
    expect(page.locator("#failures-heading ~ * tbody tr").first).to_be_visible()


def _give_no_reason(page: Page) -> None:
    page.locator("main form [type=submit]").click()
    expect(page.locator("#id_reason-error, .errorlist, [aria-invalid]").first).to_be_visible()


def _open_the_menu(page: Page) -> None:
    page.locator("header details.person > summary").click()


def _look_for_a_customer(page: Page) -> None:
    """Whom the administrator has looked for just before."""
    page.locator("input[name=customer]").fill("ana.souza@example.com")
    page.locator("main form [type=submit]").click()
    expect(page.locator("main [role=status]").first).to_be_visible()


NEW_EXPORT = "/demo/exports/new/?of=scan&created=all&outcome=paid"


def _have_files_made(page: Page) -> None:
    """One of each kind that says something of itself, the first time."""
    for kind in ("xlsx", "csv"):
        if page.get_by_role("link", name=re.compile(f"Download.*{kind}", re.IGNORECASE)).count():
            continue
        page.goto(NEW_EXPORT)
        page.locator(f"input[name=format][value={kind}]").check()
        page.locator("main form [type=submit]").last.click()
    expect(page.get_by_role("link", name="Download").nth(1)).to_be_visible(timeout=30_000)
    expect(page.locator("#exports progress")).to_have_count(0, timeout=30_000)


def _look_for_a_name(page: Page) -> None:
    page.locator("input[name=name]").fill("souza")
    page.locator("#scan-form [type=submit]").click()
    expect(page.locator("#scan-state progress")).to_have_count(0, timeout=30_000)
    expect(page.locator("#sessions")).to_be_visible()


def _open_the_tables(page: Page) -> None:
    page.evaluate(
        "() => document.querySelectorAll('main details').forEach(fold => { fold.open = true })"
    )


OVERVIEW = "/demo/overview/"
SCANNED = "outcome=paid&outcome=open&outcome_not=on&mode=payment&least=5&has_email=1"
RANGE = "created_from=2026-01-01&created_to=2099-12-31"
COMPARED = "created_from=2026-11-01T09:00&compare_to=2026-11-01T09:00&tz=Europe/Berlin"
SESSIONS = "/demo/sessions/"
OWN = "/accounts/sign-in/"
VIEW = "outcome=paid&created=last_7_days"
STATES = {
    "list": State(SESSIONS),
    "items": State(f"{SESSIONS}?expand=data.line_items"),
    "list-100": State(f"{SESSIONS}?limit=100"),
    "outcome": State(f"{SESSIONS}?outcome=processing&limit=5"),
    "filters": State(f"{SESSIONS}?{RANGE}&limit=10", _open_folds),
    "chips": State(f"{SESSIONS}?{RANGE}&status=complete&customer=cus_hdjFoiSkJpFSMC&limit=10"),
    "empty": State(f"{SESSIONS}?email=nobody@nowhere.example"),
    "bad-filter": State(f"{SESSIONS}?who=nobody&payment_intent=x"),
    "upstream-error": State("/wholesale/sessions/"),
    "old-list": State(f"{SESSIONS}?status=expired&limit=10", trouble=troubled.reload_in_vain),
    "drawer": State(f"{SESSIONS}?status=complete&limit=10&session={{paid}}", _wait_for_drawer),
    "session": State(f"{SESSIONS}{{paid}}/"),
    **{name: State(f"{SESSIONS}{{{name.replace('-', '_')}}}/") for name in STANDINGS},
    "missing-session": State(f"{SESSIONS}cs_live_a1/"),
    "person": State("/demo/people/?email=jurgen.grossmann@example.com"),
    "tries": State("/demo/people/?email=ana.souza@example.com"),
    "double": State("/demo/people/?email=niamh.obrien@example.com"),
    "person-refused": State("/wholesale/people/?email=ana.souza@example.com"),
    "nobody": State("/demo/people/?email=Nobody@example.com"),
    "understood": State("/demo/payment-links/", _type_an_email),
    "search": State("/demo/search/?q=ana@example,com"),
    "several": State("/demo/search/?q=ana.souza@example.com+nobody@example.com+in_1"),
    "verify": State(f"{SESSIONS}{{paid}}/verify/"),
    "verified": State(f"{SESSIONS}{{business}}/verify/", _say_what_fits),
    "no-match": State(f"{SESSIONS}{{reserved}}/verify/", _say_what_does_not_fit),
    "masked-list": State(f"{SESSIONS}?expand=data.line_items", person="masked"),
    "masked-session": State(f"{SESSIONS}{{declined}}/", person="masked"),
    "masked-drawer": State(
        f"{SESSIONS}?status=complete&limit=10&session={{paid}}", _wait_for_drawer, person="masked"
    ),
    "masked-person": State("/demo/people/?email=ana.souza@example.com", person="masked"),
    "unmask": State(f"{SESSIONS}{{declined}}/unmask/", person="masked"),
    "unmask-refused": State(f"{SESSIONS}{{declined}}/unmask/", _give_no_reason, person="masked"),
    "unmasked-session": State(f"{SESSIONS}{{business}}/", _unmask, person="masked"),
    "tabs": State(f"/demo/views/new/?{VIEW}", _save_a_view, person="manager"),
    "views": State(f"/demo/views/new/?{VIEW}", _look_at_views, person="manager"),
    "broken-tab": State(
        f"/demo/views/new/?{VIEW}", person="admin", trouble=troubled.keep_a_broken_view
    ),
    "broken-view": State(
        f"/demo/views/new/?{VIEW}", person="admin", trouble=troubled.look_at_a_broken_view
    ),
    "broken-views": State(
        f"/demo/views/new/?{VIEW}", person="admin", trouble=troubled.look_at_broken_views
    ),
    "chosen-columns": State(
        f"{SESSIONS}?columns=when-outcome-amount-who-kind-expires-payment&density=compact"
    ),
    "noted-session": State(f"{SESSIONS}{{reserved}}/", _write_a_note, person="manager"),
    "notes": State(f"{SESSIONS}{{reserved}}/", _look_at_notes, person="manager"),
    "notes-alone": State(f"{SESSIONS}{{declined}}/notes/"),
    "note-too-long": State(f"{SESSIONS}{{declined}}/", _be_refused_a_long_note),
    "note-empty": State(
        f"{SESSIONS}?status=complete&limit=10&session={{paid}}", _be_refused_a_note_in_the_drawer
    ),
    "columns": State("/demo/columns/"),
    "jobs": State("/demo/jobs/", person="manager"),
    "payment-links": State("/demo/payment-links/"),
    "overview": State(f"{OVERVIEW}?created=last_30_days", person="manager"),
    "overview-hours": State(f"{OVERVIEW}?created=yesterday", _open_the_tables, person="manager"),
    "overview-compared": State(
        f"{OVERVIEW}?{COMPARED}&once=1&mode=payment", _open_the_tables, person="manager"
    ),
    "overview-refused": State(f"{OVERVIEW}?created_to=soon&tz=Mars/X", person="manager"),
    "overview-unread": State("/wholesale/overview/", person="manager"),
    "overview-rows": State(
        f"{OVERVIEW}rows/?from=0&to=4000000000&tz=Europe/Berlin&outcome=paid", person="manager"
    ),
    "overview-cost": State(f"{OVERVIEW}fill/", person="manager"),
    "scan": State("/demo/scan/"),
    "scan-asked": State(f"/demo/scan/?created=all&{SCANNED}", _open_the_tables),
    "scan-ready": State("/demo/scan/?view=processing"),
    "scan-refused": State("/demo/scan/?least=much&created_from=soon"),
    "scan-unread": State("/wholesale/scan/?created=all&outcome=paid"),
    "scan-result": State("/demo/scan/", _look_for_a_name),
    "references": State("/demo/scan/references/"),
    "scan-offered": State("/demo/search/?q=Ana+Souza"),
    "scan-offered-card": State("/demo/search/?q=visa+4242,+EUR+49+yesterday"),
    "scan-for-a-file": State(f"/demo/scan/?created=all&{SCANNED}", person="manager"),
    "export-of-scan": State(NEW_EXPORT, person="manager"),
    "exports": State("/demo/exports/", _have_files_made, person="manager"),
    "export": State("/demo/exports/new/?outcome=paid&created=last_30_days", person="manager"),
    "exports-under-way": State(
        "/demo/exports/", person="manager", trouble=troubled.look_at_exports_under_way
    ),
    "exports-none": State("/wholesale/exports/", person="manager"),
    "menu": State("/demo/payment-links/", _open_the_menu, person="admin", above=".menu-panel"),
    "accounts": State("/wholesale/payment-links/", _open_accounts, above=".account .menu-panel"),
    "status": State("/status/", _let_a_call_fail, person="admin"),
    "read-log": State("/read-log/", person="admin"),
    "read-log-refused": State("/read-log/?first=soon", person="admin"),
    "who-looked": State("/read-log/customer/", _look_for_a_customer, person="admin"),
    "no-access": State("/demo/overview/"),
    "sign-in": State("/accounts/login/", person=""),
    "sign-in-failed": State("/accounts/login/", _fail_to_sign_in, person=""),
    "locked-out": State("/accounts/login/", _be_locked_out, person=""),
    "own-sign-in": State(OWN),
    "tokens": State("/accounts/tokens/", person="manager"),
    "programs": State("/demo/programs/", person="manager"),
    "new-password": State(f"{OWN}password/"),
    "password-again": State("/accounts/sign-in/password-again/?next=/accounts/sign-in/app/"),
    "new-app": State(f"{OWN}app/", second_factor.say_the_password, person="manager"),
    "new-passkey": State(f"{OWN}passkeys/add/", second_factor.say_the_password, person="manager"),
    "app-refused": State(f"{OWN}app/", second_factor.refuse_a_code_of_a_new_app, person="manager"),
    "passkey-failed": State(
        f"{OWN}passkeys/add/", second_factor.have_no_passkey_at_hand, person="manager"
    ),
    "own-factors": State(OWN, second_factor.with_factors(OWN), person="masked"),
    "codes": State(OWN, second_factor.with_factors(f"{OWN}codes/"), person="masked"),
    "new-codes": State(OWN, second_factor.with_factors(f"{OWN}codes/new/"), person="masked"),
    "remove-app": State(OWN, second_factor.with_factors(f"{OWN}app/remove/"), person="masked"),
    "remove-passkey": State(OWN, second_factor.remove_a_passkey, person="masked"),
    "second-factor": State("/accounts/login/", second_factor.be_asked_for_a_code, person=""),
    "code-refused": State("/accounts/login/", second_factor.say_a_wrong_code, person=""),
    "break-glass": State("/accounts/break-glass/", person=""),
    "sign-in-refused": State("/accounts/break-glass/", _fail_to_break_the_glass, person=""),
    "not-found": State("/demo/nothing/"),
    "server-error": State(SESSIONS, trouble=troubled.meet_a_fault),
    # More parameters than a request may have.
    "bad-request": State(f"{SESSIONS}?{'a&' * 1001}"),
}
