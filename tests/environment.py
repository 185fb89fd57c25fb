"""The settings of every test run, whatever the shell has set; loaded before Django."""

import os

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
    "DATABASE_URL": "sqlite:///var/tests.sqlite3",
}
