#!/usr/bin/env bash
# granian 2.8.7 on Linux: told to end while it loads the application, the server waits for its time-out.
# Promised: SIGTERM ends the server, which tells its processes; workers_kill_timeout is for those of them
#           that refuse to stop (its README, the option's help). One that loads serves nobody yet.
# Happens:  a process is forked with the handler of its parent in place, which there only sets a flag that
#           nobody reads. Its own handler comes after the application is loaded, so a SIGTERM before that
#           is gone: the process goes on to serve, and is killed when workers_kill_timeout is over. That
#           option is off by default. Told once all is loaded, the same server ends at once.
# Output:   told while it loads, 4 s allowed: ended after 4 s, killed
#           told once it serves, 4 s allowed: ended after 0 s, by itself
# Allowed for in dashboard/server.py (end_while_loading): a server stopped soon after its start
#           took 20 s.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check granian==2.8.7
cd "$folder"
cat > slow.py <<'PYTHON'
import os
import time
from pathlib import Path

Path("loading").write_text(str(os.getpid()))
time.sleep(2)
Path("loaded").touch()


async def application(scope, proto):
    proto.response_empty(204, [])
PYTHON
venv/bin/python - <<'PYTHON'
import subprocess
import sys
import time
from pathlib import Path

SERVER = """
from granian.constants import Interfaces
from granian.server.mp import MPServer
MPServer("slow:application", port=0, interface=Interfaces.RSGI, workers_kill_timeout=4).serve()
"""


def ending(when: str) -> tuple[int, str]:
    """How many seconds the server takes, told when this file is there."""
    for name in ("loading", "loaded"):
        Path(name).unlink(missing_ok=True)
    command, pipe = [sys.executable, "-c", SERVER], subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.STDOUT, text=True) as server:
        while not Path(when).exists():
            time.sleep(0.05)
        time.sleep(0.5)
        server.terminate()
        told = time.monotonic()
        said = server.communicate(timeout=30)[0]
        took = round(time.monotonic() - told)
    return took, "killed" if "Killing worker" in said else "by itself"


seen = [ending("loading"), ending("loaded")]
for words, (seconds, how) in zip(("while it loads", "once it serves"), seen, strict=True):
    print(f"told {words}, 4 s allowed: ended after {seconds} s, {how}")
assert seen == [(4, "killed"), (0, "by itself")], "the behaviour has changed"
PYTHON
