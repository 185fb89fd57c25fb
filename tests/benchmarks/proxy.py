"""`python -m tests.benchmarks.proxy TARGET`: a small buffering reverse proxy, on loopback alone.

It connects to the port TARGET when the whole request has come, as nginx does by default, and ends
both connections after the answer. Its one line tells its own port.
"""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import suppress

# As nginx waits for the next bytes of a request.
WAIT_SECONDS = 60.0
MOST_BYTES = 1 << 20
BACKLOG = 4096


async def whole_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    told = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    length = min(int(told[1]), MOST_BYTES) if told else 0
    body = await reader.readexactly(length)
    return head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1) + body


async def carry(target: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError, EOFError, TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                request = await whole_request(reader)
            answers, asks = await asyncio.open_connection("127.0.0.1", target)
            try:
                asks.write(request)
                writer.write(await answers.read(-1))
                await writer.drain()
            finally:
                asks.close()
    finally:
        writer.close()


async def main(target: int) -> None:
    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await carry(target, reader, writer)

    server = await asyncio.start_server(met, "127.0.0.1", 0, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
