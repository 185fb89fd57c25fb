"""`python -m tests.audit`: are there known faults in the packages that the site runs on?

Three ends: none is known, some are (an error), or the service that knows could not be asked. The
last is said aloud and is no error: a day without it must stop nobody. pip-audit itself calls that
"No known vulnerabilities found".
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.running import ROOT

PIP_AUDIT = ROOT / ".venv" / "audit" / "bin" / "pip-audit"
SECONDS = 300


@dataclass(frozen=True)
class Audit:
    """faults: a line each; asked, unasked: names of packages, and why it ended if it did."""

    faults: list[str]
    asked: list[str]
    unasked: list[str]
    trouble: str = ""

    @property
    def words(self) -> str:
        if self.faults:
            lines = [f"Known faults: {len(self.faults)}", *self.faults]
        elif self.asked:
            lines = [f"No known fault in {len(self.asked)} packages."]
        else:
            lines = ["NOT AUDITED: the service that knows of faults could not be asked."]
        if self.asked and self.unasked:
            lines.append(f"NOT AUDITED: {', '.join(self.unasked)}")
        return "\n".join([*lines, *([self.trouble] if self.trouble else [])])


def read(output: str, errors: str) -> Audit:
    """What pip-audit has printed, as JSON and beside it."""
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit([], [], [], (errors.strip().splitlines() or ["It printed nothing."])[-1])
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}"
        f" (mended in {', '.join(fault['fix_versions']) or 'no version yet'})"
        for one in packages
        for fault in one.get("vulns", ())
    ]
    asked = [one["name"] for one in packages if "skip_reason" not in one]
    return Audit(faults, asked, [one["name"] for one in packages if "skip_reason" in one])


def main(*options: str) -> int:
    """options: as of pip-audit, such as --ignore-vuln."""
    command = [str(PIP_AUDIT), "--disable-pip", "--require-hashes", "-r", "requirements.lock"]
    command += ["--format=json", "--progress-spinner=off", *options]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        found = read(ended.stdout, ended.stderr)
    except subprocess.TimeoutExpired:
        found = Audit([], [], [], f"It took longer than {SECONDS} s.")
    print(found.words)
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
