"""docs/emulator.md: what it says can be copied works, and it names what there is."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path

import emulator
from emulator.web.creating import NOT_TAKEN, TAKEN
from emulator.web.endpoints import _INNER_LISTS, _RETRIEVED
from emulator.web.neighbours import NEIGHBOURS
from tests.running import ROOT

GUIDE = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")


def test_the_fixture_can_be_copied(tmp_path: Path) -> None:
    found = re.search(
        r"^    @pytest\.fixture.*?\n\n(?=In continuous)", GUIDE, re.DOTALL | re.MULTILINE
    )
    assert found
    copied = textwrap.dedent(found[0])
    test = """
    import json, os, subprocess, sys, urllib.request
    import pytest

    def test_it_lists(stripe_address):
        call = urllib.request.Request(f"{stripe_address}/v1/checkout/sessions")
        call.add_header("Authorization", "Bearer sk_test_emulator")
        assert json.load(urllib.request.urlopen(call))["object"] == "list"
    """
    path = tmp_path / "test_copied.py"
    path.write_text(textwrap.dedent(test) + "\n" + copied, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django",
         "-p", "no:playwright", "--rootdir", str(tmp_path), "-c", "/dev/null", str(path)],
        env={"EMULATOR": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_it_names_every_parameter_that_is_taken() -> None:
    section = GUIDE.partition("## From end to end")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert set(TAKEN) - {"currency", "mode"} <= named
    assert not named & set(NOT_TAKEN)


def test_it_names_only_controls_and_options_that_exist() -> None:
    controls = set(re.findall(r"/_emulator/([a-z_]+)", str(emulator.__doc__)))
    named = set(re.findall(r"/_emulator/([a-z_]+)", GUIDE))
    assert {"deliveries", "webhooks", "fail", "advance"} <= named <= controls
    command = [sys.executable, "-m", "emulator", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", GUIDE))
    # Of other commands.
    others = {"--all", "--remote", "--key", "--depth", "--api-base"}
    assert {option for option in options - others if option not in told} == set()


def test_each_address_stands_in_the_table() -> None:
    """What does not is said to be unknown."""
    table = GUIDE.partition("## What can be asked")[2].partition("\n##")[0]
    names = {path.strip("/").rpartition("/")[2] for path, _, _ in _RETRIEVED}
    names |= {path.rpartition("/")[2] for path in NEIGHBOURS}
    names |= {f"{owner}/{{id}}/{name}" for owner, name in _INNER_LISTS}
    names |= {"payment_links", "invoices/{id}/lines", "v2/core/accounts", "v1/accounts"}
    for name in sorted(names):
        assert re.search(rf"[/`]{re.escape(name)}[`/]", table), name
