"""Parts of a page that are compressed once, and answers that are joined of them.

A part is a run of DEFLATE (RFC 1951) that ends on a whole byte and looks back at nothing before it,
so parts follow each other in any order. A stream of gzip (RFC 1952) ends with the checksum of its
text, which is worked out of the checksums of the parts.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip

from sessions_browser.views.request import VARY

# Of gzip: the method is DEFLATE, a name follows, no time, unknown system.
HEADER = bytes((0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0xFF))
ALL_VARY = ", ".join((*VARY, "Accept-Encoding"))
LAST_BLOCK = bytes((3, 0))
RAW = -zlib.MAX_WBITS
# Two thirds of the time of the usual 6, for 2 % more bytes.
LEVEL = 5
# The polynomial of CRC-32, its lowest power first.
POLYNOMIAL = 0xEDB88320


@dataclass(frozen=True, slots=True)
class Packed:
    """deflated: the text. shift: what the text does to the checksum of what stands before it."""

    deflated: bytes
    length: int
    crc: int
    shift: int


def pack(text: str) -> Packed:
    """For what is sent many times."""
    data = text.encode()
    work = zlib.compressobj(LEVEL, wbits=RAW)
    deflated = work.compress(data) + work.flush(zlib.Z_FULL_FLUSH)
    return Packed(deflated, len(data), zlib.crc32(data), _shift(len(data)))


def verbatim(text: str) -> Packed:
    """For what is sent once: a block that is not compressed, of at most 65,535 bytes."""
    data = text.encode()
    size = len(data)
    head = b"\0" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little")
    return Packed(head + data, size, zlib.crc32(data), _shift(size))


def answer(
    request: HttpRequest, parts: Iterable[Packed], status: int = HTTPStatus.OK
) -> HttpResponse:
    """HTML: the parts one after the other, as gzip for who takes it. It varies by all of VARY."""
    deflated, length, crc = [], 0, 0
    for part in parts:
        deflated.append(part.deflated)
        length += part.length
        crc = part.crc ^ (_product(part.shift, crc) if crc else 0)
    headers = {"Content-Type": "text/html; charset=utf-8", "Vary": ALL_VARY}
    if not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        text = zlib.decompress(b"".join((*deflated, LAST_BLOCK)), RAW)
        return HttpResponse(text, status=status, headers=headers)
    # As Django's middleware: a name of random length hides how well a page is compressed, or who
    # can put words into it could guess from that what else it holds (BREACH).
    name = b"a" * secrets.randbelow(GZipMiddleware.max_random_bytes) + b"\0"
    end = crc.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little")
    content = b"".join((HEADER, name, *deflated, LAST_BLOCK, end))
    return HttpResponse(content, status=status, headers=headers | {"Content-Encoding": "gzip"})


@lru_cache(maxsize=64)
def _shift(length: int) -> int:
    """x to the power of so many bytes: the checksum of "ab" is a's times b's shift, plus b's.

    As `crc32_combine` of zlib, which Python does not offer.
    """
    shift = 1 << 31
    for bit, power in enumerate(_powers()):
        if length >> bit & 1:
            shift = _product(shift, power)
    return shift


@cache
def _powers() -> tuple[int, ...]:
    """The shifts of 1, 2, 4 bytes and so on, to 2 GiB."""
    powers = [1 << 23]
    while len(powers) < 31:
        powers.append(_product(powers[-1], powers[-1]))
    return tuple(powers)


def _product(one: int, other: int) -> int:
    """Of two polynomials over GF(2), modulo that of CRC-32."""
    product = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = other >> 1 ^ POLYNOMIAL if other & 1 else other >> 1
    return product
