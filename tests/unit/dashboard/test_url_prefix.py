"""The prefix is taken off once, where it is one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from dashboard.url_prefix import below
from tests.running import ROOT


def seen(prefix: str, path: str) -> str:
    """The path that the application gets."""
    paths: list[str] = []

    def application(environ: dict[str, Any], _: Callable[..., Any]) -> Iterable[bytes]:
        paths.append(environ["PATH_INFO"])
        return []

    below(prefix, application)({"PATH_INFO": path}, lambda *_: None)
    return paths[0]


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/tools/sessions", "/"),
        ("/tools/sessions/", "/"),
        ("/tools/sessions/demo/", "/demo/"),
        ("/demo/sessions/", "/demo/sessions/"),
        ("/healthz", "/healthz"),
        ("/tools/sessionsx/", "/tools/sessionsx/"),
        ("/tools", "/tools"),
        ("/tools/sessions/tools/sessions/", "/tools/sessions/"),
        ("/", "/"),
        ("", ""),
    ],
)
def test_h_the_prefix_is_taken_off_once_if_it_is_there(path: str, inside: str) -> None:
    assert seen("/tools/sessions", path) == inside
    assert seen("", path) == path


@pytest.mark.parametrize(
    ("prefix", "https", "name", "path"),
    [
        ("", "0", "sessionid", "/"),
        ("", "1", "__Host-sessionid", "/"),
        ("/tools", "0", "sessionid", "/tools"),
        ("/tools", "1", "__Secure-sessionid", "/tools"),
    ],
)
def test_h_a_cookie_has_a_name_that_browsers_take_for_its_path(
    prefix: str, https: str, name: str, path: str
) -> None:
    """Browsers refuse `__Host-` with any other path than "/"."""
    code = (
        "from dashboard import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_PATH)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"URL_PREFIX": prefix, "HTTPS": https},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [name, path]
