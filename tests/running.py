"""Start the real things for tests and benchmarks: the emulator and the production server."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.made_once import make_demo_database, static_root

ROOT = Path(__file__).resolve().parent.parent
STARTING_SECONDS = 60
ENDING_SECONDS = 30  # More than the server gives its processes, or they are left behind.
# Set by the continuous integration: there a missing part is a failure, never a skip.
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


class Emulator:
    """A running emulator, and what it says of the requests it has received."""

    def __init__(self, address: str, process: subprocess.Popen[str]) -> None:
        self.address = address
        self.process = process

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        """Those of this path; of all paths without one."""
        with urllib.request.urlopen(f"{self.address}/_emulator/requests", timeout=10) as answer:
            received = json.load(answer)["requests"]
        return [request for request in received if path in ("", request["path"])]

    def queries(self) -> list[str]:
        """The raw query strings of the calls that listed Checkout Sessions."""
        return [request["query"] for request in self.requests("/v1/checkout/sessions")]

    def reset(self) -> None:
        self.control("reset")

    def control(self, command: str) -> Any:
        """Such as `arrive?count=3`; see the package's docstring."""
        call = urllib.request.Request(f"{self.address}/_emulator/{command}", method="POST")
        with urllib.request.urlopen(call, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def get(self, path_and_query: str) -> Any:
        """What upstream itself answers, for comparison."""
        call = urllib.request.Request(
            f"{self.address}{path_and_query}", headers={"Authorization": "Bearer rk_test_emulator"}
        )
        with urllib.request.urlopen(call, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def running_emulator(*options: str, checkout: Path = ROOT) -> Iterator[Emulator]:
    """`options` as on its command line; the port is a free one.

    checkout: where the project lies; another folder has another commit.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "emulator", "--port=0", *options],
        cwd=checkout,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Emulator(process.stdout.readline().split()[-1], process)
    finally:
        end(process)


@contextmanager
def running_dashboard(emulator: str, output: Any = None, **settings: str) -> Iterator[str]:
    """As `served_dashboard`, for those who need no more than its address."""
    with served_dashboard(emulator, output, **settings) as (address, _):
        yield address


@contextmanager
def served_dashboard(
    emulator: str, output: Any = None, root: Path | str = ROOT, **settings: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The production server over the emulator at this address, with the people of the demo.

    output: a file, where all that it writes goes, in place of where the tests write.
    root: of the code that serves.
    """
    port = int(settings.get("PORT", 0)) or free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DEMO": "1",
            "STRIPE_ACCOUNTS": "demo",
            "STRIPE_API_KEY_DEMO": "rk_test_emulator",
            "STRIPE_API_BASE": emulator,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "STATIC_ROOT": static_root(root, settings) or f"{folder}/static",
            "PORT": str(port),
            **settings,
        }
        make_demo_database(root, environment)
        serve = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(
            serve, cwd=root, env=environment, text=True, stdout=output, stderr=output
        )
        try:
            wait_for_port(port, process)
            yield f"http://127.0.0.1:{port}", process
        finally:
            end(process)


class Provider:
    """A running provider of OpenID Connect; it asks for no password."""

    def __init__(self, address: str) -> None:
        self.address = address

    def tell(self, sub: str, **claims: Any) -> None:
        """From now on this is what it says of a person, and nothing else."""
        call = urllib.request.Request(
            f"{self.address}/users/{sub}",
            data=json.dumps(claims).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(call, timeout=10).close()


@contextmanager
def running_provider() -> Iterator[Provider]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)],
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        wait_for_port(port, process)
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        end(process)


@contextmanager
def running_redis(*more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Its address for CACHE_URL, and its process, so that a test can end it.

    more: options as on its command line.
    """
    port = free_port()
    process = start_redis(port, *more)
    try:
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        end(process)


def start_redis(port: int, *more: str) -> subprocess.Popen[str]:
    """One that listens and keeps nothing: a replica writes down what it is sent, hence a folder."""
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    options += ["--dir", tempfile.gettempdir(), "--dbfilename", f"redis-{port}.rdb", *more]
    process = subprocess.Popen(
        [program("redis-server", "REDIS_SERVER"), *options], stdout=subprocess.DEVNULL, text=True
    )
    wait_for_port(port, process)
    return process


@contextmanager
def running_redis_without_scripts() -> Iterator[str]:
    """The address of a Redis whose user may do everything but run scripts."""
    user = ["--user", "limited", "on", ">only-for-tests", "~*", "&*", "+@all", "-@scripting"]
    with running_redis(*user) as (url, _):
        yield url.replace("redis://", "redis://limited:only-for-tests@")


@contextmanager
def running_postgres(folder: Path, *options: str) -> Iterator[str]:
    """The address of a database of its own for DATABASE_URL.

    folder: an empty one, for its files; options: as on its command line.
    """
    folder.chmod(0o777)
    # It refuses to run as root.
    rights: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    rights |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    files, port = folder / "data", free_port()
    initdb = [postgres_program("initdb"), "-D", str(files), "-U", "tests", "-A", "trust", "-N"]
    subprocess.run(initdb, check=True, **rights)
    listen = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), *options]
    process = subprocess.Popen(
        [postgres_program("postgres"), "-D", str(files), *listen], text=True, **rights
    )
    try:
        wait_for_port(port, process)
        yield f"postgresql://tests@127.0.0.1:{port}/postgres"
    finally:
        # At once, though clients are still connected.
        process.send_signal(signal.SIGINT)
        end(process)


def postgres_program(name: str) -> str:
    """Debian keeps those of PostgreSQL apart, by version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else program(name, f"POSTGRES_{name.upper()}")


@contextmanager
def running_full_redis() -> Iterator[str]:
    """The address of a Redis that answers reads, and has no room for writes."""
    with running_redis("--maxmemory", "1", "--maxmemory-policy", "noeviction") as (url, _):
        yield url


@contextmanager
def running_replica() -> Iterator[str]:
    """The address of a Redis that answers reads, and takes writes from its primary alone."""
    with running_redis() as (primary, _):
        port = primary.rpartition(":")[2].partition("/")[0]
        with running_redis("--replicaof", "127.0.0.1", port) as (url, _):
            yield url


@contextmanager
def running_redis_without_writes() -> Iterator[str]:
    """The address of a Redis whose user may only read."""
    user = ["--user", "reader", "on", ">only-for-tests", "~*", "&*", "+@all", "-@write"]
    with running_redis(*user) as (url, _):
        yield url.replace("redis://", "redis://reader:only-for-tests@")


def output_of(code: str) -> str:
    """What a Python of its own prints in the folder of the project."""
    started = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return started.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start in time")


def end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def program(name: str, variable: str, environment: Mapping[str, str] = os.environ) -> str:
    """The path of a program that the tests need; without it they are skipped, or fail in CI."""
    found = environment.get(variable) or shutil.which(name)
    return found or missing(f"{name} is not installed; set {variable} to its path")


def missing(reason: str) -> NoReturn:
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)
