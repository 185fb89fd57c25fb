"""Every text has its German, and what is committed is what was written."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.catalogue import PO, entries
from tests.running import ROOT, program

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
TAG = re.compile(r"</?\w+")
# Within a sentence; at its start it may be "they" or "their".
ADDRESS = re.compile(r"(?<!^)(?<![.:?!] )\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")


def test_every_text_has_its_german() -> None:
    assert [entry.key for entry in entries() if not all(entry.german) or not entry.german] == []


def test_nothing_is_guessed_or_left_over() -> None:
    text = PO.read_text(encoding="utf-8")
    assert "fuzzy" not in text
    assert "\n#~" not in text


def test_staff_are_told_what_to_do_without_an_address() -> None:
    to_staff = [entry for entry in entries() if entry.parts.get("msgctxt") != "customer"]
    assert [one.key for one in to_staff if any(map(ADDRESS.search, one.german))] == []


def test_what_was_released_is_not_called_approved() -> None:
    """In a bank "freigegeben" is approved, and the customer's texts use it so."""
    approved = [entry.key for entry in entries() if "freigegeben" in " ".join(entry.german)]
    assert approved
    assert [key for key in approved if "approved" not in key] == []


def test_the_german_has_the_same_values_and_tags() -> None:
    """A form for one may leave the number out."""
    for entry in entries():
        wanted = {name for text in entry.texts for name in PLACEHOLDER.findall(text)}
        for place, german in enumerate(entry.german):
            found = set(PLACEHOLDER.findall(german))
            missing = wanted - found
            assert found <= wanted, entry.key
            assert not missing or (len(entry.german) > 1 and place == 0), entry.key
            assert sorted(TAG.findall(german)) == sorted(TAG.findall(entry.texts[-1])), entry.key


def test_german_texts_have_german_quotation_marks() -> None:
    for entry in entries():
        for german in entry.german:
            assert not re.search(r'[”"«»]', re.sub(r"<[^>]+>", "", german)), german
            assert german.count("„") == german.count("“"), german


def test_a_sentence_stays_a_sentence() -> None:
    """Labels may end with an abbreviation."""
    ends = (".", "!", "?", ":")
    for entry in entries():
        english = entry.texts[-1]
        if len(english.split()) > 4:
            assert [
                text for text in entry.german if text.endswith(ends) != english.endswith(ends)
            ] == []


def test_the_compiled_catalogue_is_what_was_written() -> None:
    """It is committed, so that nobody needs gettext: after a change, `make messages`."""
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    compiled.pop("")
    written: dict[object, str] = {}
    for entry in entries():
        if "msgid_plural" in entry.parts:
            written |= {(entry.key, place): text for place, text in enumerate(entry.german)}
        else:
            written[entry.key] = entry.german[0]
    assert compiled == written


@pytest.mark.slow
def test_the_catalogue_has_the_texts_of_the_code(tmp_path: Path) -> None:
    """`make messages` anew would change nothing."""
    program("xgettext", "XGETTEXT")
    listed = subprocess.run(
        [program("git", "GIT"), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/")):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run(
        [program("make", "MAKE"), "messages"], cwd=tmp_path, check=True, capture_output=True
    )
    made = tmp_path / PO.relative_to(ROOT)
    assert made.read_text(encoding="utf-8") == PO.read_text(encoding="utf-8")
