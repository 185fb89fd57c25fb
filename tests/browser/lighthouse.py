"""Print Lighthouse's four scores of the main pages: `python -m tests.browser.lighthouse`.

It takes Node; npm brings Lighthouse itself, in the version that is written here, and keeps it.
`LIGHTHOUSE=/path/to/it` takes another one. Ends with 1 if a score is under 100.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM_OPTIONS
from tests.browser.states import STATES, World, running_world
from tests.running import program

VERSION = "12.2.3"  # Later ones need Node 22, or a lock file that npm refuses.
PAGES = ("list", "session", "person", "sign-in")
FORMS = {"mobile": [], "desktop": ["--preset=desktop"]}


def main() -> None:
    path = program("chromium", "CHROMIUM")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS) as browser,
        running_world(browser) as world,
    ):
        scores = [_scores(world, name, form, path) for name in PAGES for form in FORMS]
    print(f"{'page':10}{'form':9}performance / accessibility / best practices / SEO")
    for name, form, numbers, lost in scores:
        print(f"{name:10}{form:9}{' / '.join(map(str, numbers))}  {', '.join(lost)}")
    sys.exit(any(number < 100 for _, _, numbers, _ in scores for number in numbers))


def _scores(world: World, name: str, form: str, chromium: str) -> tuple[Any, ...]:
    """Page, form, its four scores, and the audits that cost points."""
    state = STATES[name]
    cookies = world.cookies[state.person]["cookies"] if state.person else []
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
    command = [
        *_lighthouse(),
        f"{world.site}{world.address(state)}",
        "--quiet",
        "--output=json",
        f"--chrome-flags={' '.join(CHROMIUM_OPTIONS)}",
        f"--extra-headers={json.dumps({'Cookie': cookie})}",
        *FORMS[form],
    ]
    environment = {**os.environ, "CHROME_PATH": chromium}
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(made.stdout)
    numbers = [round(100 * one["score"]) for one in report["categories"].values()]
    return name, form, numbers, _lost(report)


def _lost(report: dict[str, Any]) -> list[str]:
    weighty = {
        one["id"]
        for category in report["categories"].values()
        for one in category["auditRefs"]
        if one["weight"]
    }
    audits = report["audits"]
    return sorted(name for name in weighty if (audits[name]["score"] or 0) < 0.9)


def _lighthouse() -> list[str]:
    if named := os.environ.get("LIGHTHOUSE"):
        return [named]
    return ["npm", "exec", "--yes", f"--package=lighthouse@{VERSION}", "--", "lighthouse"]


if __name__ == "__main__":
    main()
