"""Numbers and lists of things as people say them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_PLURALS = {"is": "are", "was": "were", "has": "have"}


def number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def times(count: int) -> str:
    """Such as "twice"."""
    return {1: "once", 2: "twice"}.get(count, f"{number(count)} times")


def joined(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def plural(words: str) -> str:
    """The same of several: the verb at the beginning changes with the number."""
    verb, space, rest = words.partition(" ")
    return f"{_PLURALS.get(verb, verb)}{space}{rest}"


def share(count: int, of: int, noun: str) -> str:
    """How many, such as "the payment", "both payments", "all three payments", "two payments".

    noun: in the singular.
    """
    if of == 1:
        return f"the {noun}"
    if count < of:
        return f"{number(count)} {noun}{'' if count == 1 else 's'}"
    return f"both {noun}s" if of == 2 else f"all {number(of)} {noun}s"


def sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def which(first: int, last: int, of: int) -> str:
    """Such as "both", "the first", "the next three" of tries that are counted from 1."""
    count = last - first + 1
    if count == of:
        return "both" if of == 2 else f"all {number(of)}"
    if count > 1:
        return f"the {'first' if first == 1 else 'next'} {number(count)}"
    if first < len(_ORDINALS):
        return f"the {_ORDINALS[first]}"
    return "the last" if first == of else f"number {first}"
