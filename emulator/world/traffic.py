"""When people shop: little at night, more in the evening and on some days, and more every month."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY

# Of Europe and the Americas together, by hour of the day in UTC.
_HOURS = (5, 4, 3, 2, 2, 3, 5, 8, 11, 13, 14, 14, 13, 14, 15, 16, 17, 18, 19, 20, 19, 16, 12, 8)
# The Unix epoch was a Thursday.
_DAYS = (10, 9, 7, 8, 11, 11, 10)
_WEIGHTS = tuple(hour * day for day in _DAYS for hour in _HOURS)
_BEFORE = tuple(accumulate((weight * HOUR for weight in _WEIGHTS), initial=0))
_PER_WEEK = _BEFORE[-1]


def load(moment: int) -> int:
    """Shopping done from the epoch to this moment; grows faster in busy hours."""
    weeks, rest = divmod(moment, WEEK)
    hour, seconds = divmod(rest, HOUR)
    return weeks * _PER_WEEK + _BEFORE[hour] + _WEIGHTS[hour] * seconds


def moment_of(amount: int) -> int:
    """The moment at which so much shopping was done: the inverse of `load`."""
    weeks, rest = divmod(amount, _PER_WEEK)
    hour = bisect_right(_BEFORE, rest) - 1
    return weeks * WEEK + hour * HOUR + (rest - _BEFORE[hour]) // _WEIGHTS[hour]


class Growth:
    """Spreads `visits` over the past, denser towards `now`."""

    def __init__(self, now: int, days: int, visits: int) -> None:
        self._end = load(now)
        self._total = self._end - load(now - days * DAY)
        self._visits = visits

    def moment(self, visit: int, jitter: int) -> int:
        """When this visit began; 0 is the newest, and `jitter` is below 256."""
        position = (visit * 256 + jitter) / (self._visits * 256)
        return moment_of(self._end - int(self._total * position * (0.25 + 0.75 * position)))
