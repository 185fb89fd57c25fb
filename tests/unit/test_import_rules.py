"""A wrong import, planted in a copy of the code, breaks exactly the contract that forbids it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT
from tests.structure import PACKAGES

pytestmark = pytest.mark.slow

LAYERS = "Imports point one way"
APP = "The app and the emulator know nothing of each other, nor of the site"
EMULATOR = "The emulator stands alone"
SITE = "The site starts the emulator as a process and never imports it"
HTTP = "Only stripe_api speaks HTTP"
PURE = "Pure packages do no I/O"
VIEWS = "Views know of stripe_api only its errors and its webhook events"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """All that lint-imports reads."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken(folder: Path) -> set[str]:
    """The names of the contracts that do not hold in this copy."""
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    found = set(re.findall(r"^(.+?) BROKEN\b", result.stdout, re.MULTILINE))
    assert result.returncode == bool(found), result.stdout + result.stderr
    assert "Contracts: " in result.stdout, result.stdout + result.stderr
    return found


def plant(folder: Path, path: str, line: str) -> None:
    """Add a line to a module, which is made if it is not there."""
    module = folder / path
    module.parent.mkdir(exist_ok=True)
    with module.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_nothing_is_broken_without_a_plant(copy: Path) -> None:
    assert broken(copy) == set()


@pytest.mark.parametrize(
    ("path", "line", "contracts"),
    [
        pytest.param(
            "sessions_browser/objects/money.py",
            "import sessions_browser.presentation.times",
            {LAYERS},
            id="a lower layer imports a higher one",
        ),
        pytest.param(
            "sessions_browser/objects/money.py",
            "def late():\n    import sessions_browser.presentation.times",
            {LAYERS},
            id="the same within a function",
        ),
        pytest.param(
            "sessions_browser/session/detail.py",
            "import sessions_browser.cache.session_lists",
            {LAYERS, PURE},
            id="a pure package imports its neighbour with I/O",
        ),
        pytest.param(
            "sessions_browser/pastes/emails.py",
            "import sessions_browser.filters.dates",
            {LAYERS},
            id="the reader of pastes imports one of its users",
        ),
        pytest.param(
            "sessions_browser/search/brand_new.py",
            "import redis",
            {PURE},
            id="a new module of a pure package does I/O",
        ),
        pytest.param(
            "sessions_browser/cache/windows.py",
            "import requests",
            {HTTP},
            id="another module speaks HTTP",
        ),
        pytest.param(
            "sessions_browser/people/brand_new.py",
            "from requests import Session",
            {HTTP},
            id="a new module speaks HTTP",
        ),
        pytest.param(
            "sessions_browser/views/brand_new.py",
            "import sessions_browser.stripe_api.client",
            {VIEWS},
            id="a view knows the client",
        ),
        pytest.param(
            "sessions_browser/conf.py",
            "import dashboard.secret_key",
            {APP},
            id="the app imports the site",
        ),
        pytest.param(
            "dashboard/people.py",
            "import emulator.world",
            {SITE},
            id="the site imports the emulator",
        ),
        pytest.param(
            "emulator/world.py",
            "import django.http",
            {EMULATOR},
            id="the emulator imports a package",
        ),
        pytest.param(
            "sessions_browser/brand_new/__init__.py",
            "import sessions_browser.conf",
            {LAYERS},
            id="a new package that no layer names",
        ),
    ],
)
def test_a_wrong_import_breaks_its_contract(
    copy: Path, path: str, line: str, contracts: set[str]
) -> None:
    plant(copy, path, line)
    assert broken(copy) == contracts
