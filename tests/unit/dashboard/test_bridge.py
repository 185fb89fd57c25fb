from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.bridge import SentFile, headers_of, length_of
from sessions_browser.views.ranges import FilePart


def test_headers_get_their_names_of_wsgi() -> None:
    pairs = [("host", "a.example"), ("content-type", "text/plain"), ("content-length", "3")]
    assert headers_of(pairs) == {
        "HTTP_HOST": "a.example",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "3",
    }


def test_a_header_that_came_twice_is_one() -> None:
    pairs = [("cookie", "a=1"), ("accept", "a"), ("cookie", "b=2"), ("accept", "b")]
    assert headers_of(pairs) == {"HTTP_COOKIE": "a=1; b=2", "HTTP_ACCEPT": "a,b"}


def test_no_header_passes_for_one_that_a_proxy_sets() -> None:
    assert headers_of([("x_forwarded_proto", "https")]) == {}


@pytest.mark.parametrize(
    ("told", "length"),
    [("7", 7), ("", 0), ("-1", 0), ("+7", 0), ("7, 7", 0), ("\u0667", 0), ("9" * 5000, 0)],
)
def test_the_length_of_a_body_is_a_number_or_none_is_told(told: str, length: int) -> None:
    assert length_of({"CONTENT_LENGTH": told}) == length


def test_a_small_file_is_read_and_a_large_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with path.open("rb") as plain:
        assert not SentFile(plain).is_large
        assert b"".join(SentFile(plain)) == b"0123456789"
    part = FilePart(path, 2, 5)
    assert SentFile(part).is_large
    assert b"".join(SentFile(part)) == b"234"
    SentFile(part).close()
    assert part.closed
