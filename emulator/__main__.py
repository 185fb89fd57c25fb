"""The command line: `python -m emulator`, with `check` or `rates` for these.

The docstring of the package describes it.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from emulator.check.command import main as check
from emulator.web.account import Emulator
from emulator.web.api_keys import SECOND_ACCOUNT_KEY
from emulator.web.server import Server
from emulator.web.webhook_endpoints import endpoints
from emulator.web.webhooks import KINDS
from emulator.world.catalog import CURRENCY
from emulator.world.clock import Clock
from emulator.world.rate_table import as_markdown
from emulator.world.stories import STORY_INDEX
from emulator.world.world import World

MAX_SESSIONS = 1_000_000
WEBHOOK_SECRET = "whsec_emulator"  # noqa: S105  it guards nothing


def main() -> None:
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    if sys.argv[1:2] == ["check"]:
        sys.exit(check(sys.argv[2:]))
    if sys.argv[1:] == ["rates"]:
        print(as_markdown())
        return
    options = _options()
    clock = Clock(options.now)
    world = World(options.seed, options.sessions, clock.now(), options.arrivals_per_minute)
    for name in options.story:
        world.add_story(STORY_INDEX[name])
    emulator = Emulator(
        world, clock, options.api_key, options.strict_limit, rate_limit=options.rate_limit
    )
    emulator.trouble.latency_ms = options.latency_ms
    emulator.others = dict(_other_accounts(options, clock))
    with Server(options.port, emulator) as server:
        emulator.send_webhooks(
            options.endpoints, options.webhook_kind, options.webhook_retry_seconds
        )
        print(f"Emulator ready on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


def _other_accounts(options: argparse.Namespace, clock: Clock) -> Iterator[tuple[str, Emulator]]:
    """Each other account with its key."""
    for place, (key, sessions) in enumerate(options.account):
        yield key, _account(options, clock, key, options.seed + 2 + place, sessions)
    if options.second_account:
        seed = options.seed + 1 if options.second_seed is None else options.second_seed
        yield (
            SECOND_ACCOUNT_KEY,
            _account(options, clock, SECOND_ACCOUNT_KEY, seed, options.second_account, True),
        )


def _account(
    options: argparse.Namespace,
    clock: Clock,
    key: str,
    seed: int,
    sessions: int,
    is_second: bool = False,
) -> Emulator:
    currency = options.second_currency if is_second else None
    world = World(seed, sessions, clock.now(), options.arrivals_per_minute, currency)
    livemode = is_second and options.second_live
    return Emulator(world, clock, key, options.strict_limit, livemode, options.rate_limit)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m emulator", description="Serves made-up Checkout Sessions on loopback."
    )
    parser.add_argument("--port", type=int, default=12111, help="0 picks a free one")
    parser.add_argument("--sessions", type=_sessions, default=5000, help="0 to 1,000,000")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another world")
    parser.add_argument("--latency-ms", type=int, default=0, help="wait before every answer")
    parser.add_argument("--arrivals-per-minute", type=float, default=0, help="new sessions")
    parser.add_argument("--api-key", default="sk_test_emulator", help="may read everything")
    parser.add_argument("--rate-limit", type=float, default=0, help="requests a second")
    parser.add_argument(
        "--account",
        action="append",
        default=[],
        type=_key_and_sessions,
        metavar="KEY=SESSIONS",
        help="another account, with the key that reads it; can be repeated",
    )
    parser.add_argument("--second-account", type=_sessions, default=0, help="its sessions")
    parser.add_argument("--second-seed", type=int, help="with the same seed ids are the same")
    parser.add_argument("--second-live", action="store_true", help="it is in live mode")
    parser.add_argument(
        "--second-currency", choices=tuple(CURRENCY), help="all that it sells without a link"
    )
    parser.add_argument(
        "--story",
        action="append",
        default=[],
        choices=tuple(STORY_INDEX),
        metavar="NAME",
        help="add a session with this story; can be repeated",
    )
    parser.add_argument(
        "--webhook-url",
        action="append",
        default=[],
        metavar="[KEY=]ADDRESS",
        help="the events of the first account, or of that with this key, are sent there;"
        " connect=ADDRESS is sent those of all others; can be repeated",
    )
    parser.add_argument(
        "--webhook-secret",
        action="append",
        default=[],
        metavar="[KEY=]SECRET",
        help="it signs them; can be repeated",
    )
    parser.add_argument("--webhook-kind", choices=KINDS, default="snapshot")
    parser.add_argument(
        "--webhook-retry-seconds", type=float, default=1, help="until the second try, then doubled"
    )
    parser.add_argument("--now", type=int, help="stop the clock at this Unix time")
    parser.add_argument(
        "--strict-limit", action="store_true", help="refuse a limit outside 1 to 100"
    )
    options = parser.parse_args()
    keys = [options.api_key, *(key for key, _ in options.account)]
    keys += [SECOND_ACCOUNT_KEY] if options.second_account else []
    try:
        options.endpoints = list(
            endpoints(options.webhook_url, options.webhook_secret, WEBHOOK_SECRET, keys)
        )
    except ValueError as error:
        parser.error(str(error))
    return options


def _key_and_sessions(text: str) -> tuple[str, int]:
    key, _, count = text.rpartition("=")
    if not key:
        raise argparse.ArgumentTypeError("must be a key, =, and how many sessions")
    return key, _sessions(count)


def _sessions(text: str) -> int:
    count = int(text)
    if not 0 <= count <= MAX_SESSIONS:
        raise argparse.ArgumentTypeError(f"must be from 0 to {MAX_SESSIONS:,}")
    return count


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
