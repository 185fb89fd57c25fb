"""Joins the scripts into one static file and the styles into another: two requests, not many."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, get_finders
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

SOURCES = settings.BASE_DIR / "static"
# Joined file -> its parts, in the order in which the browser reads them.
JOINED = {
    "js/site.js": (
        "js/shared.js",
        "js/times.js",
        "js/copy.js",
        "js/copy_table.js",
        "js/menus.js",
        "js/filters.js",
        "js/requests.js",
        "js/retry.js",
        "js/newer.js",
        "js/waiting.js",
        "js/fragment.js",
        "js/outcome.js",
        "js/passkeys.js",
        "js/watching.js",
        "js/rows.js",
        "js/shown_pages.js",
        "js/view_tabs.js",
        "js/notes.js",
        "js/drawer.js",
        "js/search_box.js",
        "js/keyboard.js",
    ),
    "css/site.css": (
        "css/base.css",
        "css/layout.css",
        "css/components.css",
        "css/session.css",
        "css/sessions_table.css",
        "css/overview.css",
        "css/exports.css",
        "css/sign_in_and_status.css",
    ),
}


# In STATIC_ROOT, of what it was filled with, written last; no dot, so that `rm *` takes it along.
COLLECTED = "collected.sha256"


def collect() -> None:
    """Fill STATIC_ROOT, unless it holds these very files: servers that start now read them."""
    note, wanted = settings.STATIC_ROOT / COLLECTED, _digest_of_sources()
    if note.exists() and note.read_text(encoding="ascii") == wanted:
        return
    note.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(wanted, encoding="ascii")


def _digest_of_sources() -> str:
    """Of names and contents, and of the settings that change what is made of them."""
    whole = hashlib.sha256(f"{settings.STATIC_URL} {settings.STORAGES['staticfiles']}".encode())
    files = ((path, storage) for finder in get_finders() for path, storage in finder.list([]))
    for path, storage in sorted(files, key=lambda one: one[0]):
        with storage.open(path) as file:
            whole.update(f"\n{path} {file.size}\n".encode() + file.read())
    return whole.hexdigest()


def join(name: str) -> str:
    return "".join((SOURCES / part).read_text(encoding="utf-8") for part in JOINED[name])


class JoinedFiles(BaseFinder):
    """Finds the joined files, as if they lay beside their parts.

    `collectstatic` asks for all of them (`list`), a server with DEBUG for each by name (`find`).
    """

    def __init__(self) -> None:
        self.storage = FileSystemStorage(
            settings.STATIC_ROOT.with_name(f"{settings.STATIC_ROOT.name}-joined")
        )

    def list(
        self,
        ignore_patterns: Iterable[str] | None,  # noqa: ARG002  Django's own signature
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in JOINED:
            self.find(name)
            yield name, self.storage

    def find(self, path: str, find_all: bool = False) -> Any:
        if path not in JOINED:
            return []
        file = Path(self.storage.path(path))
        file.parent.mkdir(parents=True, exist_ok=True)
        # Whole at every moment: another process may read or write it at the same time.
        with NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", delete=False) as new:
            new.write(join(path))
        os.replace(new.name, file)
        return [str(file)] if find_all else str(file)
