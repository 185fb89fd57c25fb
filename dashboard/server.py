"""`python -m dashboard.server [application]`: the production server, with nothing made ready.

`manage.py serve` becomes this when all is ready.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import NoReturn

from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

APPLICATION = "dashboard.rsgi:application"
# Of each process. Browsers and proxies keep theirs open, and so does who means harm.
MOST_CONNECTIONS = 8192
# Of the open files, those that are no connections of people.
OTHER_FILES = 256
# What is held of a connection while the head of a request comes; a longer head gets a 431.
BUFFER_BYTES = 64 * 1024
# From the signal to end until the processes that have not ended are killed. Within it whoever
# sends runs into the deadline for that, and then a page into its own.
ENDING_SECONDS = 20
# For the C library of Linux; see `become`.
OF_MEMORY = {"MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0"}


def server(application: str) -> MPServer:
    return MPServer(
        application,
        address=settings.BIND,
        port=settings.PORT,
        interface=Interfaces.RSGI,
        workers=settings.WEB_PROCESSES,
        # With a choice of versions, granian waits for the first byte however long it takes.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=settings.IDLE_SECONDS * 1000, max_buffer_size=BUFFER_BYTES
        ),
        websockets=False,
        backlog=MOST_CONNECTIONS,
        backpressure=most_connections(),
        respawn_failed_workers=True,
        workers_kill_timeout=ENDING_SECONDS,
        log_level=LogLevels.error,
    )


def most_connections() -> int:
    """As many as this process may have open; it may open all that the system lets it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(OTHER_FILES, min(MOST_CONNECTIONS, hard - OTHER_FILES))


def end_while_loading() -> None:
    """Have a process that is told to end before it serves do so at once.

    It begins with the handler of the one that starts it, which there only notes that the server
    shall end, until granian 2.8.7 sets one of its own: after our code is loaded.
    """
    os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))


def become(*command: str) -> NoReturn:
    """Go on as another program, in the same process.

    The C library of Linux gives threads arenas of memory of their own and keeps what each has ever
    taken. With two for all, what one burst took is there for the next. Besides it keeps for each
    thread some hundreds of small blocks that the thread has freed, and each holds a whole page of
    memory: with eighty threads that grows for hours.
    """
    for name, value in OF_MEMORY.items():
        os.environ.setdefault(name, value)
    os.execv(command[0], command)  # noqa: S606  the caller has written all of it


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
    end_while_loading()
    server(*(sys.argv[1:] or [APPLICATION])).serve()
