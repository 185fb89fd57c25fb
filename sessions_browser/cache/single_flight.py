"""One call however many people want its answer, in this process and in all that share a store.

Within a process they wait for one Future. Between processes the one that claims a lease in the
store makes the call. The others look every few hundredths of a second whether the lease is gone,
and then find the answer in the store, or the note that the call failed. A lease is short and is
renewed while its holder lives, so a process that was killed holds nobody up for long.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from sessions_browser.cache.failure_notes import FailureNotes
from sessions_browser.cache.patience import NoPatience, Patience
from sessions_browser.cache.places import Places
from sessions_browser.conf import TIMEOUTS
from sessions_browser.shared_state import metrics
from sessions_browser.shared_state.leases import LEASE_SECONDS, Leases
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api.client import SLOT_SECONDS
from sessions_browser.stripe_api.errors import (
    APITimeoutError,
    BusyError,
    NotAskedError,
    UpstreamError,
)

LOOK_SECONDS = 0.03
PLACE_SECONDS = 0.75
# With 0 a call would be one of the background.
LEAST_SECONDS = 0.1
T = TypeVar("T")
# `fetch(max_wait)` makes the call and stores what came; max_wait: seconds to wait for its turn.
Fetch = Callable[[float], T]
# The answer that another process has stored in the meantime, if there is one.
FindAnswer = Callable[[], T | None]
logger = logging.getLogger(__name__)


class Call(Generic[T]):
    """A call that several threads want. The first to claim it makes it.

    max_wait: seconds that the thread which claimed it may wait for its turn.
    """

    def __init__(self) -> None:
        self.future: Future[T] = Future()
        self.max_wait = 0.0
        self._claim = threading.Lock()

    def claim(self, max_wait: float) -> bool:
        if not self._claim.acquire(blocking=False):
            return False
        self.max_wait = max_wait
        return True


class SingleFlight:
    """Of this process; with a shared store also between processes.

    places: how many threads may wait for Stripe or for each other. The rest serve the cache.
    whole_call: seconds that one call takes at most.
    place: seconds to wait for a place; with a whole call that is what a person waits at most.
    """

    def __init__(
        self,
        store: Store,
        places: int,
        *,
        leases: Leases | None = None,
        notes: FailureNotes | None = None,
        whole_call: float = TIMEOUTS.whole_call,
        place: float = PLACE_SECONDS,
    ) -> None:
        self._store = store
        self._leases = leases or Leases(store)
        self._notes = notes or FailureNotes(store)
        self._whole_call = whole_call
        self._place = place
        self._places = Places(places, place)
        self._threads = ThreadPoolExecutor(places, thread_name_prefix="call")
        self._lock = threading.Lock()
        self._calls: dict[str, Call[Any]] = {}

    def run(
        self, key: str, fetch: Fetch[T], find_answer: FindAnswer[T], max_wait: float = SLOT_SECONDS
    ) -> T:
        """What `fetch` brings, to all who ask meanwhile. Raises UpstreamError, the same to all."""
        with self._places.hold(self._place if max_wait else 0):
            end = time.monotonic() + self._whole_call
            return self._join(key, fetch, find_answer, max_wait, end, self.start)

    def run_within(
        self, key: str, fetch: Fetch[T], find_answer: FindAnswer[T], seconds: float
    ) -> T:
        """As `run`, but raises APITimeoutError after these seconds.

        The call goes on in another thread and stores what comes: a Stripe that is slow and well
        is not taken for one that fails.
        """
        end = time.monotonic() + seconds
        with self._places.hold(min(self._place, seconds)):
            # Half is left for the answer.
            max_wait = min(SLOT_SECONDS, max(seconds, LEAST_SECONDS) / 2)
            return self._join(key, fetch, find_answer, max_wait, end, self._start_elsewhere)

    def run_for(
        self,
        patience: Patience | None,
        key: str,
        fetch: Fetch[T],
        find_answer: FindAnswer[T],
        *,
        old_is_known: bool,
    ) -> T:
        """As `run_within`, for as long as the patience of a page allows; as `run` without one."""
        if patience is None:
            return self.run(key, fetch, find_answer)
        if isinstance(patience, NoPatience):
            return self.run(key, fetch, find_answer, max_wait=0)
        with patience.for_a_call(old_is_known=old_is_known) as seconds:
            return self.run_within(key, fetch, find_answer, seconds)

    def is_under_way(self, key: str) -> bool:
        with self._lock:
            return key in self._calls

    def register(self, key: str) -> Call[Any] | None:
        """A new call under this key, to be started later; None if there is one already."""
        call, is_new = self._call_for(key)
        return call if is_new else None

    def wait_for_all(self) -> None:
        """For tests: return when no call is under way or waits in the background."""
        while True:
            with self._lock:
                calls = list(self._calls.values())
            if not calls:
                return
            for call in calls:
                call.future.exception()

    def _join(
        self,
        key: str,
        fetch: Fetch[T],
        find_answer: FindAnswer[T],
        max_wait: float,
        end: float,
        start: Callable[..., None],
    ) -> T:
        """end: monotonic seconds. start: `start`, or what does the same in another thread."""
        while True:
            call, _ = self._call_for(key)
            # One that waits in the background for its turn is begun here and now.
            start(key, call, fetch, find_answer, max_wait)
            try:
                result: T = call.future.result(timeout=max(0.0, end - time.monotonic()))
            except TimeoutError:
                raise APITimeoutError("the call that others share took too long") from None
            except UpstreamError as error:
                # In the background nobody waits for a turn, and a pause is longer than a person's.
                if not isinstance(error, NotAskedError) or call.max_wait >= max_wait:
                    raise
            else:
                return result
            finally:
                # It holds its error, and that by its traceback this frame.
                del call

    def _call_for(self, key: str) -> tuple[Call[Any], bool]:
        with self._lock:
            call = self._calls.get(key)
            if call is not None:
                return call, False
            call = self._calls[key] = Call()
            return call, True

    def _start_elsewhere(self, *call: Any) -> None:
        self._threads.submit(metrics.in_this_request(self.start), *call)

    def start(
        self, key: str, call: Call[T], fetch: Fetch[T], find_answer: FindAnswer[T], max_wait: float
    ) -> None:
        """Make the call here and now, unless another thread does.

        max_wait: seconds to wait for its turn, 0 in the background.
        """
        if not call.claim(max_wait):
            return
        try:
            result = self._lead(key, fetch, find_answer, max_wait)
        except UpstreamError as error:
            self._end(key, call, error=_without_history(error))
        except BaseException as error:
            self._end(key, call, error=error)
            logger.exception("a call ended in an error of our own")
        else:
            self._end(key, call, result)

    def _end(
        self,
        key: str,
        call: Call[T],
        result: T | None = None,
        error: BaseException | None = None,
    ) -> None:
        with self._lock:
            self._calls.pop(key, None)
        if error is not None:
            call.future.set_exception(error)
        else:
            call.future.set_result(result)  # type: ignore[arg-type]

    def _lead(self, key: str, fetch: Fetch[T], find_answer: FindAnswer[T], max_wait: float) -> T:
        lease = f"lease:{digest(key)}"
        last_held = time.monotonic()
        end = last_held + self._whole_call
        while True:
            with self._leases.hold(lease) as is_ours:
                # One that can be neither had nor read is nobody's after the life of a lease.
                if is_ours or time.monotonic() - last_held > LEASE_SECONDS:
                    return self._call(key, fetch, find_answer, max_wait)
            if not max_wait:
                raise BusyError("another process reads it")
            if self._wait_until_free(lease, end):
                last_held = time.monotonic()
            if (found := self._found(key, find_answer)) is not None:
                return found

    def _wait_until_free(self, lease: str, end: float) -> bool:
        """Wait for a moment at least; whether anybody held it. Raises APITimeoutError."""
        was_held = False
        while True:
            time.sleep(LOOK_SECONDS)
            if self._store.get(lease) is None:
                return was_held
            was_held = True
            if time.monotonic() >= end:
                raise APITimeoutError("the call of another process took too long")

    def _found(self, key: str, find_answer: FindAnswer[T]) -> T | None:
        """What another's call has brought meanwhile. Raises the error that it was told."""
        self._notes.raise_noted(key)
        return find_answer()

    def _call(self, key: str, fetch: Fetch[T], find_answer: FindAnswer[T], max_wait: float) -> T:
        # Another's call may have ended between our look into the store and now.
        if (found := self._found(key, find_answer)) is not None:
            return found
        try:
            return fetch(max_wait)
        except UpstreamError as error:
            # When nothing was asked, nothing is known.
            if not isinstance(error, NotAskedError):
                self._notes.note(key, error)
            raise


def _without_history(error: UpstreamError) -> UpstreamError:
    """Traceback and causes hold all frames around the call, and these the error.

    Such a circle would stay, with the whole page in it, until Python looks for circles.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
