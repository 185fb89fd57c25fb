"""L3: few passwords are hashed or wait for it at once."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from dashboard.passwords import MOST_WAITING, NICENESS, HasherInTurn, TooManySignInsError

CROWD = 4 * MOST_WAITING
ITERATIONS = 200_000


def crowd(hasher: HasherInTurn) -> list[str]:
    """What each of a crowd gets; "" for who is sent away."""
    start = Barrier(CROWD)

    def encode(number: int) -> str:
        start.wait()
        try:
            return hasher.encode(f"password{number}", "salt", ITERATIONS)
        except TooManySignInsError:
            return ""

    with ThreadPoolExecutor(CROWD) as people:
        return list(people.map(encode, range(CROWD)))


def test_l3_of_a_crowd_a_few_are_served_and_the_next_crowd_too() -> None:
    django = PBKDF2PasswordHasher()
    for _ in range(2):
        answers = crowd(HasherInTurn())
        assert MOST_WAITING <= sum(map(bool, answers)) < CROWD
        for number, answer in enumerate(answers):
            assert answer in ("", django.encode(f"password{number}", "salt", ITERATIONS))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no niceness")
def test_l3_pages_go_before_passwords() -> None:
    HasherInTurn().encode("password", "salt", 1)
    (hashing,) = (one for one in threading.enumerate() if one.name.startswith("password"))
    assert hashing.native_id
    assert os.getpriority(os.PRIO_PROCESS, hashing.native_id) == NICENESS
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < NICENESS


def test_a_mistake_gives_the_place_back() -> None:
    for _ in range(2 * MOST_WAITING):
        try:
            HasherInTurn().encode("password", "a$b", ITERATIONS)
        except ValueError:
            continue
        raise AssertionError("a salt with a dollar sign passed")
    assert HasherInTurn().encode("password", "salt", 1)
