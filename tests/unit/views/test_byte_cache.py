"""What was made for an answer is remembered up to a number of bytes."""

from __future__ import annotations

import threading

from sessions_browser.views.byte_cache import ByteCache


def test_what_was_put_in_is_found() -> None:
    cache: ByteCache[str, str] = ByteCache(most_bytes=100)
    cache.put("a", "one", 10)
    cache.put("a", "two", 20)
    assert cache.get("a") == "two"
    assert cache.get("b") is None
    assert cache.bytes == 20


def test_the_least_recently_used_leave_first() -> None:
    cache: ByteCache[str, str] = ByteCache(most_bytes=100)
    for key in "abc":
        cache.put(key, key, 30)
    assert cache.get("a") == "a"
    cache.put("d", "d", 30)
    assert [cache.get(key) for key in "abcd"] == ["a", None, "c", "d"]
    cache.put("e", "e", 100)
    assert [cache.get(key) for key in "acde"] == [None, None, None, "e"]


def test_what_is_larger_than_all_room_is_not_kept() -> None:
    cache: ByteCache[str, str] = ByteCache(most_bytes=100)
    cache.put("a", "a", 30)
    cache.put("b", "b", 101)
    assert [cache.get(key) for key in "ab"] == ["a", None]


def test_many_threads_never_pass_the_bound() -> None:
    cache: ByteCache[int, int] = ByteCache(most_bytes=1000)
    seen: list[int] = []

    def work(start: int) -> None:
        for number in range(2000):
            cache.put((start * 7 + number) % 50, number, 1 + number % 90)
            cache.get(number % 50)
            seen.append(cache.bytes)

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 16_000
    assert max(seen) <= 1000
