"""What a view says of what it shows; the middleware of the site makes entries of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from sessions_browser.read_log import keys

_NOTES = "_notes_for_the_read_log"
Values = Iterable[tuple[str, str | None]]
Undo = Callable[[], object]


@dataclass(frozen=True, slots=True)
class ReadNote:
    """kind: "" for that of the page. The others as in `ReadEvent`."""

    kind: str
    searched: str
    subjects: tuple[str, ...]
    rows: int | None
    ids: str
    detail: str
    undo: Undo | None = None


def note(
    request: HttpRequest,
    *,
    kind: str = "",
    searched: str = "",
    values: Values = (),
    rows: int | None = None,
    ids: str = "",
    detail: str = "",
    undo: Undo | None = None,
) -> None:
    """values: kind and value of whom or what it is about; they are hashed here.

    searched: kind of the value that somebody searched by, or "". detail: names, never a value, or
    the words of staff why something was unmasked. undo: what has to be taken back where the entry
    has to be written and could not be.
    """
    subjects = tuple(keys.subject(name, value) for name, value in values if value)
    made = ReadNote(kind, searched, subjects, rows, ids, detail, undo)
    vars(request)[_NOTES] = [*notes_of(request), made]


def notes_of(request: HttpRequest) -> Sequence[ReadNote]:
    found: Sequence[ReadNote] = vars(request).get(_NOTES, ())
    return found
