"""Engines that copy Stripe into PostgreSQL: of Supabase, and of Replit.

Both read all sessions with their line items, prices and products, then take in webhooks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.real_clients.installing import SESSIONS, Seen, node_with, run
from tests.running import free_port, running_emulator, running_postgres

ENGINES = {"@supabase/stripe-sync-engine": "0.48.5", "stripe-replit-sync": "1.0.0"}
STRIPE = "stripe@23.1.0"
SECRET = "whsec_0123456789abcdef"


def walks(folder: Path) -> Iterator[Seen]:
    # The user of PostgreSQL has to get there.
    folder.chmod(0o755)
    for place, (engine, version) in enumerate(ENGINES.items()):
        home = folder / f"engine{place}"
        command = node_with(home, "sync_engine.mjs", f"{engine}@{version}", STRIPE)
        files = folder / f"postgres{place}"
        files.mkdir()
        port = free_port()
        hook = (f"--webhook-url=http://127.0.0.1:{port}/", f"--webhook-secret={SECRET}")
        with (
            running_postgres(files) as database,
            running_emulator(f"--sessions={SESSIONS}", *hook) as emulator,
        ):
            printed = run(*command, engine, emulator.address, database, str(port), SECRET)
        seen = json.loads(printed.splitlines()[-1])
        figures = (
            f"{seen['sessions']} of {SESSIONS} sessions, {seen['items']} line items, "
            f"{seen['prices']} prices; by webhook {seen['ended']} of {seen['wanted']} that ended"
        )
        right = seen["sessions"] == SESSIONS and seen["ended"] == seen["wanted"] > 0
        yield Seen(f"{engine} {version}", figures, right)
