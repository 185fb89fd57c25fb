"""Does what a guide says: runs its blocks of commands, in their order, without the rights of root.

What a machine of its own would have at /etc, /srv and on the known ports is here in a folder and
on free ports: `Machine.on_this_one` is the table. Programs that only root may use, or that no
test machine has, are played by STAND_INS.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.running import ROOT, free_port, program

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORTS = ("443", "5432", "6379", "8001", "8002")
FOLDERS = ("/etc/", "/srv/", "/usr/local/bin/", "/var/backups/")
REPOSITORY = "https://git.example.com/checkout-sessions.git"
SECONDS = 300
GIT, BASH = shutil.which("git") or "git", shutil.which("bash") or "bash"
STAND_INS = {
    # As who is not changed: all belongs to one user here.
    "sudo": 'while [ "$1" = -u ]; do shift 2; done; exec "$@"',
    "adduser": "",
    "chown": "",
    # Another run of the tests may hold its lock; what is to be installed has to be there.
    "apt-get": 'if [ "$1" = install ]; then shift 2; dpkg-query --show "$@" > /dev/null; fi',
    "systemctl": f'exec {sys.executable} {Path(__file__).with_name("systemctl.py")} "$@"',
    "nginx": 'exec {nginx} -e {folder}/run/nginx.log -c {folder}/nginx.conf "$@"',
}
NGINX = """
pid {folder}/run/nginx-itself.pid;
{user}
error_log {folder}/run/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/run/a;
    proxy_temp_path {folder}/run/b;
    fastcgi_temp_path {folder}/run/c;
    uwsgi_temp_path {folder}/run/d;
    scgi_temp_path {folder}/run/e;
    include {folder}/etc/nginx/sites-enabled/*;
}}
"""


def sections(guide: Path) -> dict[str, list[str]]:
    """The blocks of commands below each heading of the second level."""
    parts = re.split(r"^## (.+)$", guide.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        title: found
        for title, text in zip(parts[1::2], parts[2::2], strict=True)
        if (found := BLOCK.findall(text))
    }


@dataclass
class Machine:
    """folder: an empty one. environment: more of it, such as where PostgreSQL is."""

    folder: Path
    environment: dict[str, str]
    ports: dict[str, int] = field(default_factory=lambda: {one: free_port() for one in PORTS})

    def __post_init__(self) -> None:
        for name in (*FOLDERS, "/run/", "/bin/", "/etc/nginx/sites-available/"):
            (self.folder / name.strip("/")).mkdir(parents=True, exist_ok=True)
        for name in ("nginx/sites-enabled", "systemd/system", "redis"):
            (self.folder / "etc" / name).mkdir(parents=True)
        programs = {"folder": self.folder, "nginx": program("nginx", "NGINX")}
        for name, text in STAND_INS.items():
            path = self.folder / "bin" / name
            text = text.format(**programs) if name == "nginx" else text
            path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            path.chmod(0o755)
        user = "user root;" if os.getuid() == 0 else ""
        text = NGINX.format(folder=self.folder, user=user)
        (self.folder / "nginx.conf").write_text(text, encoding="utf-8")
        redis = f"bind 127.0.0.1\nport {self.ports['6379']}\ndir {self.folder}/run\n"
        (self.folder / "etc" / "redis" / "redis.conf").write_text(redis, encoding="utf-8")

    def on_this_one(self, text: str) -> str:
        """The same with the folders and ports of this machine."""
        for name in FOLDERS:
            text = re.sub(rf"(?<![\w.]){name}", f"{self.folder}{name}", text)
        text = re.sub(r"\b(?:443|5432|6379|8001|8002)\b", lambda one: str(self.ports[one[0]]), text)
        text = text.replace("listen 80;", f"listen {self.http};")
        return text.replace(REPOSITORY, str(self.folder / "origin"))

    @property
    def http(self) -> int:
        return self.ports.setdefault("80", free_port())

    def publish(self) -> None:
        """The checkout as it is now becomes a repository, to be cloned."""
        listed = subprocess.run(
            [GIT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        )  # fmt: skip
        origin = self.folder / "origin"
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).is_file():
                (origin / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, origin / name)
        for path in (origin / "docs" / "production").iterdir():
            path.write_text(self.on_this_one(path.read_text(encoding="utf-8")), encoding="utf-8")
        subprocess.run([GIT, "init", "--quiet"], cwd=origin, check=True)
        self.commit()

    def commit(self) -> None:
        """A new version of what is published."""
        origin, who = self.folder / "origin", ["-c", "user.name=t", "-c", "user.email=t@t.invalid"]
        subprocess.run([GIT, "add", "--all"], cwd=origin, check=True)
        commit = [GIT, *who, "commit", "--quiet", "--no-gpg-sign", "-m", "A version"]
        subprocess.run(commit, cwd=origin, check=True)

    def run(self, block: str, answers: dict[str, str] | None = None, pasted: str = "") -> str:
        """What it prints. Raises AssertionError when a command fails.

        answers: what somebody types, by the end of the question; pasted: what is typed at once.
        """
        script = f"set -eu -o pipefail\n{self.on_this_one(block)}"
        if answers:
            return self._talk(script, answers)
        done = subprocess.run(
            [BASH, "-c", script], env=self._environment, input=pasted,
            capture_output=True, text=True, check=False, timeout=SECONDS, cwd=self.folder,
        )  # fmt: skip
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}\n{self.logs()}"
        return done.stdout + done.stderr

    def _talk(self, script: str, answers: dict[str, str]) -> str:
        """At a terminal, which asks for a password with no echo."""
        outer, inner = pty.openpty()
        process = subprocess.Popen(
            [BASH, "-c", script], env=self._environment, cwd=self.folder,
            stdin=inner, stdout=inner, stderr=inner, start_new_session=True,
        )  # fmt: skip
        os.close(inner)
        told, left = "", dict(answers)
        try:
            while part := _read(outer):
                told += part
                for question in [one for one in left if told.rstrip().endswith(one)]:
                    os.write(outer, f"{left.pop(question)}\n".encode())
        finally:
            os.close(outer)
        assert process.wait(SECONDS) == 0, told
        return told

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        kept["PATH"] = f"{self.folder}/bin:{self.folder}/usr/local/bin:{kept['PATH']}"
        places = {"GUIDE_ETC": f"{self.folder}/etc", "GUIDE_RUN": f"{self.folder}/run"}
        return {**kept, **places, **self.environment, "LC_ALL": "C.UTF-8"}

    def logs(self) -> str:
        files = sorted((self.folder / "run").glob("*.log"))
        return "\n".join(f"{path}:\n{path.read_text(encoding='utf-8')[-3000:]}" for path in files)

    def end(self) -> None:
        """All that was started."""
        names = [path.stem for path in (self.folder / "run").glob("*.pid")]
        self.run("systemctl stop " + " ".join(one for one in names if one != "nginx-itself"))


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode(errors="replace")
    except OSError:
        # Linux ends a terminal so, when nobody holds its other side any more.
        return ""


def pairs(lines: list[str]) -> dict[str, str]:
    """Of a file of settings, as systemd reads it."""
    named = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in named}
