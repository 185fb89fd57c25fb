"""How traffic spreads over time: by hour of the day, day of the week, and growing each month."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY

# Weights of the hours of a day in UTC, for Europe and the Americas together.
_HOUR_WEIGHTS = (
    5, 4, 3, 2, 2, 3, 5, 8, 11, 13, 14, 14, 13, 14, 15, 16, 17, 18, 19, 20, 19, 16, 12, 8,
)  # fmt: skip
# Weights of the days of a week from Thursday, the day of the Unix epoch.
_DAY_WEIGHTS = (10, 9, 7, 8, 11, 11, 10)
_WEIGHTS = tuple(hour * day for day in _DAY_WEIGHTS for hour in _HOUR_WEIGHTS)
_CUMULATIVE = tuple(accumulate((weight * HOUR for weight in _WEIGHTS), initial=0))
_PER_WEEK = _CUMULATIVE[-1]


def cumulative_traffic(time: int) -> int:
    """All traffic from the epoch to this Unix time. It grows faster in busy hours."""
    weeks, rest = divmod(time, WEEK)
    hour, seconds = divmod(rest, HOUR)
    return weeks * _PER_WEEK + _CUMULATIVE[hour] + _WEIGHTS[hour] * seconds


def time_of_traffic(amount: int) -> int:
    """The Unix time by which there was this much traffic: the inverse of `cumulative_traffic`."""
    weeks, rest = divmod(amount, _PER_WEEK)
    hour = bisect_right(_CUMULATIVE, rest) - 1
    return weeks * WEEK + hour * HOUR + (rest - _CUMULATIVE[hour]) // _WEIGHTS[hour]


class VisitTimes:
    """The times of `visits` visits in the `days` days before `now`, denser towards `now`."""

    def __init__(self, now: int, days: int, visits: int) -> None:
        self._end = cumulative_traffic(now)
        self._total = self._end - cumulative_traffic(now - days * DAY)
        self._visits = visits

    def time_of(self, visit: int, jitter: int) -> int:
        """The Unix time at which this visit began.

        visit: 0 is the newest.
        jitter: 0 to 255, moves the visit inside its slot.
        """
        position = (visit * 256 + jitter) / (self._visits * 256)
        return time_of_traffic(self._end - int(self._total * position * (0.25 + 0.75 * position)))
