"""Read locale/de/LC_MESSAGES/django.po, without the tools of gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.running import ROOT

PO = ROOT / "locale/de/LC_MESSAGES/django.po"
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? )?(".*")')


@dataclass
class Entry:
    """A text and what it is in German: one string, or one for each plural form."""

    comments: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return [self.parts[name] for name in ("msgid", "msgid_plural") if name in self.parts]

    @property
    def german(self) -> list[str]:
        return [text for name, text in self.parts.items() if name.startswith("msgstr")]

    @property
    def key(self) -> str:
        """As a compiled catalogue has it."""
        context = self.parts.get("msgctxt")
        return self.parts["msgid"] if context is None else f"{context}\x04{self.parts['msgid']}"


def entries(path: Path = PO) -> list[Entry]:
    """All but the head."""
    return [entry for entry in _all(path) if entry.parts["msgid"]]


def _all(path: Path) -> Iterator[Entry]:
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        entry, name = Entry(), ""
        for line in block.split("\n"):
            if line.startswith("#"):
                entry.comments.append(line)
                continue
            found = _LINE.fullmatch(line)
            assert found, line
            name = f"{found[1]}{found[2] or ''}" if found[1] else name
            entry.parts[name] = entry.parts.get(name, "") + ast.literal_eval(found[3])
        yield entry
