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
        (
            "STRIPE_A",
            "STRIPE_READS",
            "JOBS_IN",
            "JOBS_URL",
            "STRIPE_WEBHOOK",
            "CACHE_",
            "UPSTREAM_",
            "WEB_",
            "OIDC_",
            "SIGN_IN_",
            "SECOND_FACTOR",
        )
    ) or name in (
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "DATABASE_URL_FILE",
        "DEBUG",
        "DEMO",
        "HTTPS",
        "JOBS_IN_WEB",
        "JOBS_KEEP_DAYS",
        "JOBS_URL",
        "METRICS",
        "SECRET_KEY_FALLBACKS",
        "SECRET_KEY_FALLBACKS_FILE",
        "SECRET_KEY_FILE",
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
    "EXPORTS_DIR": str(FOLDER / "exports"),
}


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


# Of `tests/system/test_jobs.py`: at which moments processes are killed, and how many.
JOBS_SEED = int(os.environ.get("JOBS_SEED", "20261128"))
JOBS_KILLS = int(os.environ.get("JOBS_KILLS") or (10 if os.environ.get("REQUIRE_ALL") else 3))

# Of `tests/unit/cache/test_model.py`; every run of the tests prints them.
WALKS = int(os.environ.get("WALKS", "2000"))
WALK_SEED = int(os.environ.get("WALK_SEED", "20261128"))

# Of `tests/views/test_any_request.py`: how many requests each address of ours gets.
REQUESTS = int(os.environ.get("REQUESTS") or (1000 if os.environ.get("REQUIRE_ALL") else 60))
