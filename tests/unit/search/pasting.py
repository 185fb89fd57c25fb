"""What the search box makes of a pasted text, in a form that fits into a table of cases."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sessions_browser.search.interpret import interpret
from sessions_browser.search.interpretation import Interpretation, Kind

BERLIN = ZoneInfo("Europe/Berlin")
# Wednesday, 18 November 2026, 12:06:40 in Berlin.
NOW = 1_795_000_000.0
S = "cs_test_a1" + "B2c3" * 14
L = "cs_live_b1" + "x9" * 28
LONG = "a" * 90

# What was pasted, what it is, and where it leads: an id, the filters, the things among several
# ("?" for one that cannot be looked for); of what is explained, the corrections that are offered.
Cases = list[tuple[str, Kind, str]]


def put_in(text: str) -> str:
    return text.replace("{S}", S).replace("{L}", L).replace("{LONG}", LONG)


def understand(text: str) -> Interpretation:
    return interpret(text, BERLIN, NOW)


def leads_to(interpretation: Interpretation) -> str:
    match interpretation.kind:
        case Kind.SESSION:
            return interpretation.session_id
        case Kind.PERSON | Kind.LIST:
            filters = "&".join(f"{name}={value}" for name, value in interpretation.params)
            return f"{filters} opens" if interpretation.opens else filters
        case Kind.MANY:
            parts = [
                leads_to(item) if item.kind is not Kind.EXPLAINED else "?"
                for item in interpretation.items
            ]
            return " | ".join(parts)
    return ", ".join(suggestion.text for suggestion in interpretation.suggestions)


def check_case(pasted: str, kind: Kind, place: str) -> None:
    interpretation = understand(put_in(pasted))
    assert (interpretation.kind, leads_to(interpretation)) == (kind, put_in(place))
    # It says what it understood, and what to do where that does not help.
    assert bool(interpretation.summary) == (kind is not Kind.EMPTY)
    assert bool(interpretation.advice) == (kind is Kind.EXPLAINED)
