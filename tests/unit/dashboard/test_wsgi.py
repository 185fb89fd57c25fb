"""What a process has done before its first request."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.running import ROOT

BUILT = """
import dashboard.wsgi
from sessions_browser import services
print(services.account_data.cache_info().currsize, services.get_rate_limit.cache_info().currsize)
"""


def test_all_is_built_before_the_first_requests_come_together() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "SECRET_KEY": "x" * 50,
        "DATABASE_URL": "sqlite:///nowhere/db.sqlite3",
        # Nobody is there: a server starts without its Redis.
        "CACHE_URL": "redis://127.0.0.1:9/0",
        "STRIPE_ACCOUNTS": "one,two",
        "STRIPE_API_KEY_ONE": "rk_test_one",
        "STRIPE_API_KEY_TWO": "rk_test_two",
    }
    command = [sys.executable, "-c", BUILT]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    assert done.stdout.split() == ["2", "1"]
