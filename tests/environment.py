"""The settings of every test run, whatever the shell has set; loaded before Django."""

import os
import shutil
import tempfile
from pathlib import Path

# What a test process writes. Each has its own: runs side by side, and the workers of one run, would
# break each other's static files.
FOLDER = Path(tempfile.mkdtemp(prefix="tests-"))
(FOLDER / "static").mkdir()

for name in list(os.environ):
    if name.startswith(
        ("STRIPE_A", "STRIPE_READS", "STRIPE_WEBHOOK", "CACHE_", "UPSTREAM_", "WEB_")
    ) or name in (
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "DEBUG",
        "DEMO",
        "HTTPS",
        "METRICS",
        "TIME_ZONE",
        "URL_PREFIX",
    ):
        del os.environ[name]
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "dashboard.settings",
    "SECRET_KEY": "only-for-tests-" + "0123456789abcdefghij" * 3,
    "STRIPE_ACCOUNTS": "demo",
    "STRIPE_API_KEY_DEMO": "rk_test_emulator",
    # The discard port: a test that forgets to say where its upstream is fails at once.
    "STRIPE_API_BASE": "http://127.0.0.1:9",
    # Tests go through pages faster than people do; those of the budget set their own.
    "UPSTREAM_CALLS_PER_SECOND": "1000",
    "DATABASE_URL": f"sqlite:///{FOLDER}/db.sqlite3",
    "STATIC_ROOT": str(FOLDER / "static"),
}


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


# Of `tests/unit/cache/test_model.py`; every run of the tests prints them.
WALKS = int(os.environ.get("WALKS", "2000"))
WALK_SEED = int(os.environ.get("WALK_SEED", "20261128"))
