"""No text that people read stands outside gettext."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.running import ROOT
from tests.texts import SCRIPTS, TEMPLATES, of_module, of_script, of_template

# They speak to who sets the site up, to programs, or into the log.
TO_MACHINES_AND_OPERATORS = (
    "dashboard/checks.py",
    "dashboard/env.py",
    "dashboard/management/",
    "dashboard/sign_in/checks.py",
    "dashboard/sign_in/group_map.py",
    "sessions_browser/account_rules.py",
    "sessions_browser/checks.py",
    "sessions_browser/exports/about.py",
    "sessions_browser/migrations/",
    "sessions_browser/read_log/management/",
    "sessions_browser/read_log/migrations/",
    "sessions_browser/read_log/verifying.py",
    "sessions_browser/shared_state/machine_counters.py",
    "sessions_browser/views/openapi.py",
    "sessions_browser/views/programs.py",
    "sessions_browser/views/webhooks.py",
)
# Names, and words of HTTP and of Unicode.
SAME_IN_EVERY_LANGUAGE = {
    *("Checkout Sessions", "Redis", "English", "Deutsch", "Support", "Manager", "Administrator"),
    *("Amazon Pay", "Cash App Pay", "Revolut Pay", "American Express", "Diners Club"),
    *("Apple Pay", "Google Pay", "Samsung Pay", "WeChat Pay"),
    *("Authorization", "Accept", "Bearer {}", "Vary", "Cookie", "Referer", "Location", "Lax"),
    *("Range", "Link", "Allow", 'Bearer realm="checkout-sessions"{}'),
    *("Cc", "Zl", "Zp", "Zs", "Cf", "Cs", "Cn", "Co"),
    # Rights, as Stripe's Dashboard has them in English.
    *("Payment Links", "Disputes", "Promotion Codes", "Shipping Rates", "Tax Rates"),
    *("PaymentIntents", "Charges", "Invoices", "Subscriptions", "Customers"),
    # A group, whose name is a row of the database.
    "Support (masked)",
    # To a program that does not send UTF-8, and to Prometheus.
    *("Send the form in UTF-8.\n", "Whether processes share it"),
}
MODULES = [
    path
    for package in ("dashboard", "sessions_browser")
    for path in sorted((ROOT / package).rglob("*.py"))
    if not str(path.relative_to(ROOT)).startswith(TO_MACHINES_AND_OPERATORS)
]
IN_AN_F_STRING = re.compile(r"""f["'].*\{\s*(?:_|gettext|ngettext|pgettext|npgettext)\(["']""")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_has_a_text_of_its_own(path: Path) -> None:
    assert list(of_template(path)) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_has_a_text_outside_gettext(path: Path) -> None:
    assert set(of_module(path)) - SAME_IN_EVERY_LANGUAGE == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_text_hides_in_an_f_string(path: Path) -> None:
    """There xgettext does not see it."""
    assert IN_AN_F_STRING.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_no_script_has_a_text_of_its_own(path: Path) -> None:
    """They say `text("name")`."""
    assert of_script(path) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Some words</p>", ["Some words"]),
        ('<a title="More {{ thing }}">{{ thing }}</a>', ["More"]),
        ("<p>{% translate 'Some words' %} {% if a %}and{% endif %}</p>", ["and"]),
        ("<p>{% blocktranslate trimmed %}Some words{% endblocktranslate %}</p>", []),
        ("<code>Some words</code>{# Some words #}", []),
    ],
)
def test_a_text_of_a_template_is_seen(tmp_path: Path, html: str, found: list[str]) -> None:
    (tmp_path / "one.html").write_text(html, encoding="utf-8")
    assert list(of_template(tmp_path / "one.html")) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('x = "Some words"', ["Some words"]),
        ('x = f"{a} was collected."', ["{} was collected."]),
        ('x = _("Some words")', []),
        ('raise ValueError("Some words")', []),
        ('def f():\n    """Some words."""', []),
        ('logger.info("Some words")', []),
    ],
)
def test_a_text_of_a_module_is_seen(tmp_path: Path, code: str, found: list[str]) -> None:
    (tmp_path / "one.py").write_text(code, encoding="utf-8")
    assert list(of_module(tmp_path / "one.py")) == found
