"""What the README and the guides for contributors promise is what the code has."""

from __future__ import annotations

import ast
import re
from itertools import zip_longest

from tests.running import ROOT, running_emulator

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
SETTINGS = "".join(
    (ROOT / "dashboard" / name).read_text(encoding="utf-8")
    for name in ("settings.py", "sign_in/settings.py")
)
OTHERS = [ROOT / "CONTRIBUTING.md", ROOT / "findings" / "README.md"]
GUIDES = "".join([README, *DOCS.values(), *(path.read_text(encoding="utf-8") for path in OTHERS)])
# Defaults that depend on others, or on the machine.
TOLD_IN_WORDS = {
    *("ALLOWED_HOSTS", "HTTPS", "SECRET_KEY", "JOBS_URL", "EXPORTS_DIR"),
    "UPSTREAM_CALLS_PER_SECOND",
}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_table_of_settings_is_complete_and_true() -> None:
    documented: dict[str, str] = {}
    rows = re.findall(r"^\| (`[A-Z_`, ]+) \|(.*?)\|", DOCS["settings.md"], re.MULTILINE)
    for names, told in rows:
        each = re.findall(r"`([A-Z_]+)`", names)
        defaults = [told] if len(each) == 1 else told.split(",")
        pairs = zip_longest(each, defaults, fillvalue="")
        documented |= {name: default.strip(" `") for name, default in pairs}
    read = defaults_read()
    assert documented.keys() == read.keys()
    assert documented == {**read, **{name: documented[name] for name in TOLD_IN_WORDS}}


def defaults_read() -> dict[str, str]:
    """Of each setting; one that is worked out as it stands in the source."""
    calls = [node for node in ast.walk(ast.parse(SETTINGS)) if isinstance(node, ast.Call)]
    found = {}
    for call in calls:
        if re.fullmatch(r"env(_[a-z]+)?", ast.unparse(call.func)):
            named = [one.value for one in call.keywords if one.arg == "default"]
            default = next(iter([*call.args[1:], *named]), ast.Constant(""))
            value = default.value if isinstance(default, ast.Constant) else ast.unparse(default)
            shown = str(int(value)) if isinstance(value, bool) else str(value)
            found[ast.literal_eval(call.args[0])] = shown
    return found


def test_each_setting_that_a_file_can_hold_is_named() -> None:
    sentence = DOCS["settings.md"].split(": `STRIPE_API_KEY…`")[1].partition(". ")[0]
    named = {"STRIPE_API_KEY", *re.findall(r"`([A-Z_]+)…?`", sentence)}
    assert named == set(re.findall(r'\benv_secret[(,]\s*"([A-Z_]+)"', SETTINGS))


def test_the_table_of_parameters_is_complete() -> None:
    from sessions_browser.filters.parameters import NAMES, SPELLED_AS_UPSTREAM

    rows = re.findall(r"^\| (`[a-z_`, ]+) \|", DOCS["using.md"], re.MULTILINE)
    documented = set(re.findall(r"`([a-z_]+)`", " ".join(rows)))
    assert documented == set(NAMES) - set(SPELLED_AS_UPSTREAM)


def test_the_readme_is_short_and_plain() -> None:
    assert len(README.split()) < 1200
    assert [word for word in ("breaker", "budget", "fragment") if word in README.lower()] == []


def test_every_link_between_the_guides_leads_somewhere() -> None:
    named = ("README.md", "CONTRIBUTING.md", "SECURITY.md")
    pages = [*(ROOT / name for name in named), *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            path, _, place = link.partition("#")
            if "://" in link:
                continue
            found = page.parent / path if path else page
            assert found.exists(), f"{page.name}: {link}"
            assert not place or place in places(found.read_text(encoding="utf-8")), link


def places(text: str) -> set[str]:
    """Of the headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def test_the_addresses_to_paste_are_those_of_the_made_up_world() -> None:
    pasted = re.findall(r"^\| `(\S+@example\.com)` \|", README, re.MULTILINE)
    assert len(pasted) == 5
    with running_emulator("--sessions=50") as emulator:
        for email in pasted:
            query = f"customer_details[email]={email}"
            assert emulator.get(f"/v1/checkout/sessions?{query}")["data"], email


def test_every_command_named_exists() -> None:
    commands = re.findall(r"(?:`|^ {4,}(?:\S+=\S+ )?)make ([a-z-]+)", GUIDES, re.MULTILINE)
    assert {"demo", "test", "serve"} <= set(commands)
    for command in commands:
        assert re.search(rf"^{command}:", MAKEFILE, re.MULTILINE), command


def test_the_map_of_the_house_names_every_module_and_no_other() -> None:
    """docs/architecture.md, "Inside the packages"."""
    table = (
        DOCS["architecture.md"].split("| package | module | what it holds |")[1].split("\n\n")[0]
    )
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
