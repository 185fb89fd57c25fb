"""The server as a program of its own, below Python."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from tests.running import ROOT

BECOME = "import sys; from dashboard.server import become; become(sys.executable, *sys.argv[1:])"
# Bytes that forty threads hold beyond what one holds, each having freed all it had taken.
KEPT = """
import ctypes, threading

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "abcdefghij"]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
freed, measured = threading.Barrier(41), threading.Event()

def take_and_free():
    for block in [libc.malloc(size) for size in range(16, 1024, 16) for _ in range(7)]:
        libc.free(block)
    freed.wait()
    measured.wait()

before = libc.mallinfo2().h
threads = [threading.Thread(target=take_and_free) for _ in range(40)]
for thread in threads:
    thread.start()
freed.wait()
print(libc.mallinfo2().h - before)
measured.set()
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="another C library")
def test_threads_keep_nothing_that_they_have_freed() -> None:
    command = [sys.executable, "-c", BECOME, "-c", KEPT]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    assert int(done.stdout) < 1024 * 1024
