"""The folder of one export: its recipe, what it names, its parts, the file, how that was made.

All of it is readable by the site alone, and is deleted together.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sessions_browser.conf import get_conf
from sessions_browser.exports.places import Place, PlacesFile
from sessions_browser.exports.recipe import Recipe

TOKEN = re.compile(r"[0-9a-f]{32}\Z")
RECIPE, ABOUT, PARTS, NAMED = "recipe.json", "about.json", "parts", "named"


@dataclass(frozen=True, slots=True)
class ExportFolder:
    """token: a secret name, as of the job's parameters."""

    path: Path

    @classmethod
    def called(cls, token: str) -> ExportFolder:
        if not TOKEN.match(token):
            raise ValueError("no name of an export")
        return cls(Path(get_conf().exports_dir) / token)

    @classmethod
    def make(cls, recipe: Recipe, places: Iterable[Place] | None = None) -> ExportFolder:
        """Raises OSError. places: of the sessions, newest first, where they are known."""
        folder = cls.called(secrets.token_hex(16))
        (folder.path / PARTS).mkdir(mode=0o700, parents=True)
        os.chmod(folder.path, 0o700)
        if places is not None:
            count = PlacesFile(folder.named).write(places, recipe.most_rows)
            recipe = replace(recipe, named=count)
        folder._write(RECIPE, recipe.to_json())
        return folder

    @property
    def token(self) -> str:
        return self.path.name

    def recipe(self) -> Recipe | None:
        """None where the folder was deleted."""
        values = self._read(RECIPE)
        return Recipe.from_json(values) if values else None

    def about(self) -> dict[str, Any] | None:
        """How the file was made; None before it is ready."""
        return self._read(ABOUT)

    @property
    def parts(self) -> Path:
        return self.path / PARTS

    @property
    def named(self) -> Path:
        """Of the ids of sessions, where the recipe says how many there are."""
        return self.path / NAMED

    @property
    def is_ready(self) -> bool:
        return (self.path / ABOUT).exists()

    def file(self, recipe: Recipe) -> Path:
        return self.path / f"sessions.{recipe.file_format.ending}"

    def finish(self, made: Path, recipe: Recipe, about: dict[str, Any]) -> None:
        """Put the file in its place. Doing it twice changes nothing."""
        os.replace(made, self.file(recipe))
        self._write(ABOUT, about)
        shutil.rmtree(self.parts, ignore_errors=True)
        self.named.unlink(missing_ok=True)

    def delete(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def age(self) -> float:
        """Seconds since it was last written to, of the file once it is ready."""
        about = self.path / ABOUT
        places = [about] if about.exists() else [self.path, self.parts, *self.parts.glob("*.index")]
        times = [place.stat().st_mtime for place in places if place.exists()]
        return time.time() - max(times, default=0.0)

    def _write(self, name: str, values: dict[str, Any]) -> None:
        with written(self.path / name) as path:
            path.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")

    def _read(self, name: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found


class written:  # noqa: N801  used as a verb
    """A file that is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")

    def __enter__(self) -> Path:
        os.close(os.open(self._made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return self._made

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed:
            self._made.unlink(missing_ok=True)
        else:
            os.replace(self._made, self._path)


def all_folders() -> Iterable[ExportFolder]:
    root = Path(get_conf().exports_dir)
    if not root.is_dir():
        return []
    return [ExportFolder(path) for path in root.iterdir() if TOKEN.match(path.name)]
