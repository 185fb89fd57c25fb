"""Parts that are compressed once, joined into answers."""

from __future__ import annotations

import gzip
import zlib

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.views.packed import Packed, answer, pack, verbatim
from sessions_browser.views.request import VARY

GZIP = {"Accept-Encoding": "br;q=1.0, gzip;q=0.8"}
texts = st.lists(st.tuples(st.text(max_size=400), st.booleans()), max_size=8)


def parts_of(pieces: list[tuple[str, bool]]) -> list[Packed]:
    return [verbatim(text) if is_short_lived else pack(text) for text, is_short_lived in pieces]


@given(texts)
def test_joined_parts_are_one_stream_of_gzip_that_holds_their_text(
    pieces: list[tuple[str, bool]],
) -> None:
    whole = "".join(text for text, _ in pieces).encode()
    response = answer(RequestFactory().get("/", headers=GZIP), parts_of(pieces))
    assert response.headers["Content-Encoding"] == "gzip"
    # One member with a checksum that fits: a browser reads no second one.
    stream = zlib.decompressobj(wbits=31)
    assert stream.decompress(response.content) == whole
    assert stream.eof
    assert not stream.unused_data


@given(texts)
def test_who_takes_no_gzip_gets_the_same_text(pieces: list[tuple[str, bool]]) -> None:
    whole = "".join(text for text, _ in pieces).encode()
    request = RequestFactory().get("/", headers={"Accept-Encoding": "identity"})
    response = answer(request, parts_of(pieces))
    assert response.content == whole
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("size", [1, 65_535, 65_536, 300_000])
def test_parts_of_any_size_can_be_joined(size: int) -> None:
    text = "".join(chr(0x20 + number % 90) for number in range(size))
    parts = [pack(text), verbatim(text[:65_535]), pack(text)]
    response = answer(RequestFactory().get("/", headers=GZIP), parts)
    assert gzip.decompress(response.content).decode() == text + text[:65_535] + text


def test_the_length_of_an_answer_tells_nothing() -> None:
    """What Django does against BREACH: a name of random length in the header of the stream."""
    part = pack("<p>a page</p>" * 100)
    request = RequestFactory().get("/", headers=GZIP)
    answers = [answer(request, [part]).content for _ in range(300)]
    assert {gzip.decompress(content) for content in answers} == {b"<p>a page</p>" * 100}
    lengths = {len(content) for content in answers}
    assert len(lengths) > 50
    assert max(lengths) - min(lengths) < 100


@pytest.mark.parametrize("headers", [{}, GZIP], ids=["identity", "gzip"])
def test_a_cache_on_the_way_is_told_what_the_answer_depends_on(headers: dict[str, str]) -> None:
    response = answer(RequestFactory().get("/", headers=headers), [pack("x")], status=400)
    varies = {name.strip() for name in response.headers["Vary"].split(",")}
    assert varies == {*VARY, "Accept-Encoding"}
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.status_code == 400
