"""What the README and the guides for contributors promise is what the code has."""

from __future__ import annotations

import re

from tests.running import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "dashboard" / "settings.py").read_text(encoding="utf-8")
GUIDES = README + "".join(
    (ROOT / path).read_text(encoding="utf-8") for path in ("CONTRIBUTING.md", "findings/README.md")
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_table_of_settings_is_complete_and_true() -> None:
    read = set(re.findall(r'\benv(?:_[a-z]+)?\(\s*"([A-Z_]+)"', SETTINGS))
    rows = re.findall(r"^\| (`[A-Z_`, ]+) \|", README, re.MULTILINE)
    documented = set(re.findall(r"`([A-Z_]+)`", " ".join(rows)))
    assert documented == read


def test_the_table_of_parameters_is_complete() -> None:
    from sessions_browser.filters.parameters import NAMES, SPELLED_AS_UPSTREAM

    rows = re.findall(r"^\| (`[a-z_`, ]+) \|", README, re.MULTILINE)
    documented = set(re.findall(r"`([a-z_]+)`", " ".join(rows)))
    assert documented == set(NAMES) - set(SPELLED_AS_UPSTREAM)


def test_every_command_named_exists() -> None:
    commands = re.findall(r"(?:`|^ {4,}(?:\S+=\S+ )?)make ([a-z-]+)", GUIDES, re.MULTILINE)
    assert {"demo", "test", "serve"} <= set(commands)
    for command in commands:
        assert re.search(rf"^{command}:", MAKEFILE, re.MULTILINE), command


def test_the_map_of_the_house_names_every_module_and_no_other() -> None:
    """docs/architecture.md, "Inside the packages"."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.split("| package | module | what it holds |")[1].split("\n\n")[0]
    named: dict[str, set[str]] = {}
    package = ""
    for row in re.findall(r"^\| (`\w+`)? ?\| (.*?) \|", table, re.MULTILINE):
        package = row[0].strip("`") or package
        named.setdefault(package, set()).update(re.findall(r"`(\w+)`", row[1]))
    app = ROOT / "sessions_browser"
    assert named == {
        folder.name: {path.stem for path in folder.glob("*.py")} - {"__init__"}
        for folder in app.iterdir()
        if folder.is_dir() and folder.name not in ("migrations", "__pycache__")
    }
