"""E-mail addresses, and slips of the finger in them."""

from __future__ import annotations

import re

from sessions_browser.objects.ids import EMAIL, LONGEST_VALUE
from sessions_browser.search.interpretation import (
    EDGES,
    Interpretation,
    Kind,
    Suggestion,
    explained,
    quoted,
)

_DOMAINS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "outloook.com": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "iclod.com": "icloud.com",
    "exmaple.com": "example.com",
    "example.con": "example.com",
}


def email_in(text: str) -> Interpretation:
    # "mailto:ana@example.com?subject=Help"
    address = re.sub(r"\A[Mm][Aa][Ii][Ll][Tt][Oo]:(?://)?", "", text).partition("?")[0]
    address = address.strip(EDGES.replace("_", ""))
    # "Ana<ana@example.com" of which the outer brackets are gone.
    address = re.split(r"[<>\"()\[\]]", address)[-1] if re.search(r"[<\"(\[]", address) else address
    if is_email(address):
        return _person(address)
    repaired = repair(address)
    return explained(
        f"{quoted(address)} is no whole e-mail address.",
        "Type it as it was typed at checkout, such as ana@example.com.",
        (Suggestion(f"Look for {repaired}", repaired),) if repaired else (),
    )


def _person(address: str) -> Interpretation:
    local, _, domain = address.rpartition("@")
    likely = _DOMAINS.get(domain.lower())
    suggestions = (Suggestion(f"Look for {local}@{likely}", f"{local}@{likely}"),) if likely else ()
    summary = f"E-mail {address}: all sessions of this person"
    return Interpretation(
        Kind.PERSON, summary, params=(("email", address),), suggestions=suggestions
    )


def is_email(address: str) -> bool:
    _, _, domain = address.rpartition("@")
    return (
        len(address) <= LONGEST_VALUE
        and address.count("@") == 1
        and EMAIL.match(address) is not None
        and address.isprintable()
        and not re.search(r"[\s,;<>()\[\]\\\"|]", address)
        and re.fullmatch(r"[^.](?:[^.]|\.(?!\.))*\.[^.\d][^.]+", domain) is not None
        and ".." not in address
    )


def repair(text: str) -> str:
    """The one address that a slip of the finger would make of it, or ""."""
    one = re.sub(r"\s*[(\[{]\s*at\s*[)\]}]\s*", "@", text, flags=re.IGNORECASE)
    one = re.sub(r"\s*[(\[{]\s*dot\s*[)\]}]\s*", ".", one, flags=re.IGNORECASE)
    one = re.sub(r"\s+", "", one).replace(",", ".")
    one = re.sub(r"@+", "@", one)
    one = re.sub(r"\.{2,}", ".", one).replace("@.", "@").replace(".@", "@").strip(EDGES)
    return one if one != text and is_email(one) else ""


def repair_whole(plain: str, found: list[Interpretation]) -> Interpretation | None:
    """For what a blank or a comma has torn apart: "ana @example.com", "ana@example,com"."""
    if not re.search(r"@|[(\[{]\s*at\s*[)\]}]", plain) or any(
        one.kind is not Kind.EXPLAINED for one in found
    ):
        return None
    repaired = repair(plain)
    if not repaired:
        return None
    return explained(
        f"{quoted(plain)} is no whole e-mail address.",
        "Type it as it was typed at checkout, such as ana@example.com.",
        (Suggestion(f"Look for {repaired}", repaired),),
    )
