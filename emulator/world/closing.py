"""When sessions close, and when delayed payments are settled."""

from __future__ import annotations

from emulator.world.endings import Ending
from emulator.world.initial_sessions import NewSession
from emulator.world.rates import ENDED_EARLY
from emulator.world.seeded_random import random_bits
from emulator.world.story import SECONDS_TO_PAY, Story
from emulator.world.visits import FIRST_ARRIVAL, FIRST_SCENARIO, scripted

DAY = 86_400
_EARLY_ENDS, _SETTLING = 0x6561726C79, 0x736574746C65
# Only sessions that live so many seconds are ended early.
_LONG_LIFE = 7200
# No session lives longer, and no random payment takes longer to settle.
LONGEST_LIFE, LONGEST_SETTLING = DAY, 7 * DAY


def story_closing_time(story: Story, attempt: int, now: int) -> int:
    """When a session of a story that is asked for at `now` closes."""
    scripted = story.scenario.sessions[attempt]
    created = now - scripted.age
    if scripted.ending is Ending.ABANDONED and not story.ended_early:
        return created + scripted.lifetime
    return min(created + SECONDS_TO_PAY, now)


def closing_time(seed: int, session: NewSession, lifetime: int) -> int:
    """When a session closes: it completes within minutes, or expires after `lifetime` seconds."""
    if session.ending is Ending.ABANDONED:
        return session.created + _life(seed, session, lifetime)
    if session.visit >= FIRST_SCENARIO:
        return session.created + 100
    bits = random_bits(random_bits(seed, session.visit), session.attempt)
    slow = bits >> 20 & 31 == 0
    return session.created + min(lifetime - 60, 40 + bits % 500 + (bits % 9000 if slow else 0))


def _life(seed: int, session: NewSession, lifetime: int) -> int:
    """Seconds until an abandoned session expires: sooner than planned if the shop ends it."""
    if session.visit >= FIRST_ARRIVAL or lifetime < _LONG_LIFE:
        return lifetime
    bits = random_bits(seed ^ _EARLY_ENDS, session.visit * 4 + session.attempt)
    # Later than the buyer's next session, if there is one soon: no other session changes.
    return lifetime * (25 + (bits >> 10) % 50) // 100 if bits % 1000 < ENDED_EARLY else lifetime


def settling_time(seed: int, visit: int, attempt: int, closes_at: int) -> int:
    """When a delayed payment succeeds or fails: after two to six days, or as a script has it."""
    if visit >= FIRST_SCENARIO:
        return closes_at + scripted(visit).settlement_days * DAY
    bits = random_bits(seed ^ _SETTLING, visit * 4 + attempt)
    return closes_at + (2 + bits % 5) * DAY + (bits >> 8) % 40_000
