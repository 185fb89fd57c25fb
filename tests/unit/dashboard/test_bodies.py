"""L1: what is sent is taken in within a deadline and bounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

import pytest

from dashboard.bodies import Bodies, BodyError


async def sent(*parts: bytes, pause: float = 0.0) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(pause)
        yield part


def take_in(bodies: Bodies, length: int, parts: AsyncIterator[bytes]) -> bytes:
    return asyncio.run(bodies.take_in(length, parts))


def test_a_body_comes_whole_however_it_was_cut() -> None:
    assert take_in(Bodies(1, 10), 5, sent(b"ab", b"c", b"de")) == b"abcde"


@pytest.mark.parametrize("length", [0, 11])
def test_nothing_is_read_of_a_body_that_is_empty_or_too_long(length: int) -> None:
    async def unread() -> AsyncIterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    assert take_in(Bodies(1, 10), length, unread()) == b""


def refused(bodies: Bodies, length: int, parts: AsyncIterator[bytes]) -> HTTPStatus:
    with pytest.raises(BodyError) as caught:
        take_in(bodies, length, parts)
    assert caught.value.words.endswith(".\n")
    return caught.value.status


def test_l1_the_deadline_holds_for_the_whole_body_and_not_for_a_part() -> None:
    drip = sent(*[b"a"] * 100, pause=0.05)
    assert refused(Bodies(0.12, 200), 100, drip) == HTTPStatus.REQUEST_TIMEOUT


@pytest.mark.parametrize("parts", [(), (b"ab",), (b"ab", b"", b"cde")])
def test_a_body_that_ends_early_is_no_body(parts: tuple[bytes, ...]) -> None:
    assert refused(Bodies(1, 10), 5, sent(*parts)) == HTTPStatus.BAD_REQUEST


def test_l1_all_bodies_together_are_bounded_and_each_gives_back_its_part() -> None:
    bodies = Bodies(0.2, 10, most_together=15)

    async def crowd() -> list[bytes | BaseException]:
        slow = [bodies.take_in(8, sent(b"12345678", pause=0.05)) for _ in range(2)]
        return await asyncio.gather(*slow, return_exceptions=True)

    first, second = asyncio.run(crowd())
    assert first == b"12345678"
    assert isinstance(second, BodyError)
    assert second.status == HTTPStatus.SERVICE_UNAVAILABLE
    for _ in range(3):
        assert refused(bodies, 8, sent(b"1")) == HTTPStatus.BAD_REQUEST
    assert take_in(bodies, 10, sent(b"1234567890")) == b"1234567890"
