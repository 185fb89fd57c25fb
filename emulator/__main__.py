"""The command line: `python -m emulator`. The docstring of the package describes it."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from emulator.web.api_keys import SECOND_ACCOUNT_KEY
from emulator.web.server import Emulator, Server
from emulator.world.clock import Clock
from emulator.world.stories import STORY_INDEX
from emulator.world.world import World

MAX_SESSIONS = 1_000_000


def main() -> None:
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    options = _options()
    clock = Clock(options.now)
    world = World(options.seed, options.sessions, clock.now(), options.arrivals_per_minute)
    for name in options.story:
        world.add_story(STORY_INDEX[name])
    emulator = Emulator(world, clock, options.api_key, options.strict_limit)
    emulator.controls.latency_ms = options.latency_ms
    if options.second_account:
        seed = options.seed + 1
        world = World(seed, options.second_account, clock.now(), options.arrivals_per_minute)
        emulator.second_account = Emulator(world, clock, SECOND_ACCOUNT_KEY, options.strict_limit)
    with Server(options.port, emulator) as server:
        print(f"Emulator ready on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


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
    parser.add_argument("--second-account", type=_sessions, default=0, help="its sessions")
    parser.add_argument(
        "--story",
        action="append",
        default=[],
        choices=tuple(STORY_INDEX),
        metavar="NAME",
        help="add a session with this story; can be repeated",
    )
    parser.add_argument("--now", type=int, help="stop the clock at this Unix time")
    parser.add_argument(
        "--strict-limit", action="store_true", help="refuse a limit outside 1 to 100"
    )
    return parser.parse_args()


def _sessions(text: str) -> int:
    count = int(text)
    if not 0 <= count <= MAX_SESSIONS:
        raise argparse.ArgumentTypeError(f"must be from 0 to {MAX_SESSIONS:,}")
    return count


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
