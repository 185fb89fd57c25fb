"""Figures computed directly from what the emulator says, with no code of the app."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tests.running import Emulator

Session = dict[str, Any]
Name = TypeVar("Name")
# Sessions made, and those paid of them.
Pulse = tuple[int, int]
WEEK = 7 * 86_400


def all_sessions(emulator: Emulator) -> list[Session]:
    """Every session, newest first, as it is now."""
    found: list[Session] = []
    more = True
    while more:
        after = f"&starting_after={found[-1]['id']}" if found else ""
        answer = emulator.get(f"/v1/checkout/sessions?limit=100{after}")
        found += answer["data"]
        more = answer["has_more"]
    return found


def email_of(session: Session) -> str | None:
    typed: str | None = (session["customer_details"] or {}).get("email")
    prefilled: str | None = session["customer_email"]
    return typed or prefilled


def outcome_of(session: Session) -> str:
    match session["status"], session["payment_status"]:
        case "open", _:
            return "OPEN"
        case "complete", "paid":
            return "PAID"
        case "complete", "unpaid":
            return "PROCESSING"
        case "complete", "no_payment_required":
            return "NOTHING_DUE"
    phone = (session["customer_details"] or {}).get("phone")
    return "LEFT_KNOWN" if email_of(session) or phone else "LEFT_UNKNOWN"


def origin_of(session: Session) -> str:
    if session["recovered_from"]:
        return "RECOVERED"
    return "LINK" if session["payment_link"] else "API"


def was_there(session: Session) -> bool:
    details, collected = (
        session[name] or {} for name in ("customer_details", "collected_information")
    )
    names = [
        part.get(name)
        for part in (details, collected)
        for name in ("name", "individual_name", "business_name")
    ]
    intent = session["payment_intent"]
    return bool(email_of(session) or any(names) or intent or session["status"] == "complete")


def those_who_tried_again(sessions: list[Session], shown: list[str]) -> set[str]:
    """shown: all ids, newest first. Only of two in one second does the order here say more."""
    order = {session_id: place for place, session_id in enumerate(shown)}
    by_person: dict[str, list[Session]] = {}
    for session in sessions:
        person = (email_of(session) or "").lower() or session["customer"]
        if person := person or session["customer_account"]:
            by_person.setdefault(person, []).append(session)
    return {
        one["id"]
        for tries in by_person.values()
        for one in tries
        if one["id"] in order
        and any(
            0 <= other["created"] - one["created"] <= WEEK
            and order.get(other["id"], -1) < order[one["id"]]
            for other in tries
        )
    }


def within(sessions: Iterable[Session], begin: int, end: int) -> list[Session]:
    return [one for one in sessions if begin <= one["created"] < end]


def outcomes(sessions: Iterable[Session]) -> Counter[str]:
    return Counter(map(outcome_of, sessions))


def by_local_day(sessions: Iterable[Session], zone: ZoneInfo) -> dict[str, Pulse]:
    return _by(sessions, zone, lambda local: local.date().isoformat())


def by_local_hour(sessions: Iterable[Session], zone: ZoneInfo) -> dict[str, Pulse]:
    """With the offset, so that an hour that comes twice is two."""
    return _by(sessions, zone, lambda local: f"{local:%Y-%m-%dT%H %z}")


def by_hour_of_week(sessions: Iterable[Session], zone: ZoneInfo) -> dict[int, Pulse]:
    return _by(sessions, zone, lambda local: local.weekday() * 24 + local.hour)


def _by(
    sessions: Iterable[Session], zone: ZoneInfo, name: Callable[[datetime], Name]
) -> dict[Name, Pulse]:
    found: dict[Name, Pulse] = {}
    for one in sessions:
        at = name(datetime.fromtimestamp(one["created"], zone))
        made, paid = found.get(at, (0, 0))
        found[at] = made + 1, paid + (outcome_of(one) == "PAID")
    return found


def midnight(day: str, zone: ZoneInfo, days_later: int = 0) -> int:
    naive = datetime.fromisoformat(day) + timedelta(days=days_later)
    return int(naive.replace(tzinfo=zone).timestamp())
