"""Sessions with values that spreadsheets and programs like to change, and their files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sessions_browser.exports.about import about_of
from sessions_browser.exports.files import write_file
from sessions_browser.exports.parts import PartWriter, lines_of
from sessions_browser.exports.recipe import Recipe
from sessions_browser.exports.rows import LineMaker
from sessions_browser.exports.sources import ExportCalls
from tests.exports.site import ALL

CREATED = 1_795_000_000
# Of a reference, a name and an answer, as customers and shops write them.
TEXTS = (
    *("00123", "1E5", "12345678901234567890", "98765432109876543210", "0x1F", "0123", "1_000"),
    *("=1+1", '=HYPERLINK("http://a.example","x")', "+49 170 1234567", "-5.00", "(5.00)", "@home"),
    *("'=1+1", "\t=1+1", " leading", "trailing ", "NA", "None", "NULL", "nan", "inf", "true", "T"),
    *("11/12/2026", "2026-11-19", "1,234.50", "1.234,50", "€49.00", 'say "so"', "a;b", "a,b"),
    *("two\nlines", "Ünïcödé – 東京 🎉", "a_x0041_b", "https://a.example/", "\u202eabc", "#REF!"),
)
PHONES = ("+491701234567", "+1 555 0100", "004917012345")
MONEY = (("eur", 4900), ("jpy", 1500), ("kwd", 5120), ("eur", -500), ("isk", 500), ("eur", None))
COLUMNS = (
    *("id", "created", "outcome", "amount_minor", "currency", "amount", "livemode", "name"),
    *("phone", "client_reference_id", "metadata[ref]", "custom_fields[answer]", "metadata"),
)
RECIPE = replace(ALL, columns=COLUMNS, zone="Europe/Berlin", words=("Outcome: Paid",))


def sessions() -> list[dict[str, Any]]:
    """Newest first; every third has no texts, so that cells are blank."""
    return [_session(number, text) for number, text in enumerate(TEXTS)]


def _session(number: int, text: str) -> dict[str, Any]:
    currency, amount = MONEY[number % len(MONEY)]
    session: dict[str, Any] = {
        "id": f"cs_test_{number:058}",
        "created": CREATED - number,
        "status": "complete",
        "payment_status": "paid",
        "livemode": number % 2 == 0,
        "currency": currency,
        "amount_total": amount,
        "client_reference_id": text,
        "metadata": {"ref": text},
        "customer_details": {"name": text, "phone": PHONES[number % len(PHONES)]},
        "custom_fields": [{"key": "answer", "type": "text", "text": {"value": text}}],
    }
    blank: dict[str, Any] = {"client_reference_id": None, "metadata": {}, "customer_details": None}
    return session | blank if number % 3 == 2 else session


def expected(code: str) -> list[str]:
    """The texts of a column, "" for a blank one."""
    found = []
    for session in sessions():
        details = session["customer_details"] or {}
        value = {
            "name": details.get("name"),
            "phone": details.get("phone"),
            "client_reference_id": session["client_reference_id"],
            "metadata[ref]": session["metadata"].get("ref"),
            "custom_fields[answer]": session["custom_fields"][0]["text"]["value"],
        }[code]
        found.append(value or "")
    return found


def hostile_file(folder: Path, kind_of_file: str) -> Path:
    """By way of parts, as an export makes it."""
    return file_of(folder, replace(RECIPE, format=kind_of_file), sessions())[0]


def file_of(
    folder: Path, recipe: Recipe, entries: Sequence[dict[str, Any]]
) -> tuple[Path, dict[str, Any]]:
    """With how it was made."""
    with PartWriter(folder, 1, "") as part:
        part.write(0, LineMaker(recipe, _no_calls()).lines(entries))
        name = part.close()
    path = folder / f"hostile.{recipe.file_format.ending}"
    tell = partial(about_of, recipe, {"over": "done", "read": len(entries)}, time.time())
    return path, write_file(path, recipe, lines_of(folder, name), tell)


def _no_calls() -> ExportCalls:
    def refuse(*_: object) -> Any:
        raise AssertionError("nothing is to be asked")

    return ExportCalls(refuse, refuse, refuse, lambda: 0, lambda: 0.0, 1)
