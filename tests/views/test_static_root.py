"""Where tests collect static files: runs side by side leave each other and the checkout alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

from tests.running import ROOT


def collect(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--clear", "-v0"],
        cwd=ROOT,
        env=os.environ | {"STATIC_ROOT": str(folder)},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_test_process_writes_nothing_into_the_checkout() -> None:
    assert not Path(settings.STATIC_ROOT).is_relative_to(ROOT)
    assert not Path(str(settings.DATABASES["default"]["NAME"])).is_relative_to(ROOT)


def test_two_that_collect_at_once_leave_each_other_alone(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "other"]
    for process in [collect(folder) for folder in folders]:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    style = static("admin/css/base.css").removeprefix(settings.STATIC_URL)
    assert all((folder / style).is_file() for folder in folders)
    # What this process has collected is still there, whoever has cleared a folder meanwhile.
    assert staticfiles_storage.exists(style)
