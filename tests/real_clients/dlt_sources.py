"""dlt: its verified source for Stripe, and its REST source over what that one lacks.

The verified source is copied into a project by `dlt init`, from GitHub or from a folder.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.real_clients.installing import HERE, SESSIONS, Seen, numbers, python_with, run
from tests.running import running_emulator

# The newest stripe that the verified source allows, and the newest dlt that runs it: 1.31.0 ends in
# an IndexError for the type `Optional[Any]` of its argument `created`, before it asks anything.
PACKAGES = ("dlt[duckdb]==1.30.0", "stripe==15.6.2")


def walks(folder: Path, sources: str | None = None) -> Iterator[Seen]:
    """sources: a folder with dlt's verified sources, in place of GitHub."""
    python = python_with(folder / "dlt", *PACKAGES)
    project = folder / "project"
    project.mkdir()
    quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "DLT_DATA_DIR": str(folder / "data")}
    place = ("--location", sources) if sources else ()
    dlt = str(Path(python).with_name("dlt"))
    run(
        dlt, "--non-interactive", "init", "stripe_analytics", "duckdb", *place, cwd=project, **quiet
    )
    script = shutil.copy(HERE / "dlt_script.py", project)
    with running_emulator(f"--sessions={SESSIONS}", "--now=1795000000") as emulator:
        printed = run(python, str(script), emulator.address, cwd=project, **quiet)
        seen = json.loads(printed.splitlines()[-1])
    version = PACKAGES[0].rpartition("=")[2]
    whole = seen["rest"]["distinct"] == seen["rest"]["sessions"] == SESSIONS
    figures = f"{seen['rest']['distinct']} of {SESSIONS} sessions, read a page at a time"
    yield Seen(f"dlt {version}, REST source", figures, whole)
    rows = seen["verified"]
    yield Seen(
        f"dlt {version}, verified source for Stripe",
        f"rows: {numbers(rows)}; events again: {seen['again']}",
        all(rows.values()) and seen["again"] == rows["Event"],
    )
