"""Every setting of the site, read from the environment; docs/settings.md explains each."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from dashboard.env import (
    LOOPBACK_HOSTS,
    account_options,
    by_account,
    cache,
    database,
    env,
    env_bool,
    env_int,
    env_list,
    env_path,
    env_secret,
    jobs_database,
)
from dashboard.secret_key import known_secret_key
from dashboard.sign_in.settings import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env_bool("DEBUG", default=False)
# Empty means that Django refuses to use it; there is no default on purpose.
SECRET_KEY = env_secret("SECRET_KEY") or known_secret_key()
# Keys before it, the newest first: what they signed still holds.
SECRET_KEY_FALLBACKS = env_secret("SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", LOOPBACK_HOSTS)
# On this machine alone there is nothing to encrypt; anywhere else HTTPS is the rule.
HTTPS = env_bool("HTTPS", default=not set(ALLOWED_HOSTS) <= set(LOOPBACK_HOSTS))

# The path of the site on its host: it is in each link, and `dashboard.wsgi` takes it off requests.
URL_PREFIX = env_path("URL_PREFIX")
FORCE_SCRIPT_NAME = URL_PREFIX or None

INSTALLED_APPS = [
    "dashboard.apps.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_htmx",
    "dashboard.apps.DashboardConfig",
    "sessions_browser",
    "sessions_browser.read_log",
]

MIDDLEWARE = [
    "dashboard.middleware.answer_safely",
    "dashboard.middleware.answer_machines",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dashboard.request_log.log_requests",
    "dashboard.middleware.refuse_odd_charsets",
    "django.middleware.gzip.GZipMiddleware",
    "dashboard.middleware.keep_private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dashboard.middleware.sign_in_as_a_page",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dashboard.read_log.log_reads",
    "dashboard.sign_in.times.end_old_sign_ins",
    "dashboard.sign_in_limits.remember_browsers",
    "dashboard.sign_in.tokens.TokenMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "dashboard.permissions.PermissionRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "dashboard.middleware.TellCrowdedSignIn",
]

ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "dashboard.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sessions_browser.context_processors.site",
                "dashboard.sign_in.ways.own_password",
            ],
        },
    }
]

WEB_PROCESSES = env_int("WEB_PROCESSES", 1, least=1, most=64)
# Of all processes; PostgreSQL lets in a hundred, of which others need some.
DATABASE_CONNECTIONS = env_int("DATABASE_CONNECTIONS", 40, least=1, most=10_000)
DATABASE_URL = env_secret("DATABASE_URL", "sqlite:///var/db.sqlite3")
DATABASES = {
    "default": database(
        DATABASE_URL,
        BASE_DIR,
        max(1, DATABASE_CONNECTIONS // WEB_PROCESSES),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": cache(env_secret("CACHE_URL", "locmem://"))}

# Browsers take __Host- only of cookies for the whole host.
COOKIE_PREFIX = ("__Secure-" if URL_PREFIX else "__Host-") if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
KNOWN_BROWSER_COOKIE_NAME = f"{COOKIE_PREFIX}known"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = URL_PREFIX or "/"
# The browser's wish decides, or a cookie that the switch sets. What is no page is in English.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", "UTC")
# The rules of time zones come from the pinned package tzdata. Else those of the machine would win,
# which may be years old (findings/tzdata_pin_is_not_read.sh).
zoneinfo.reset_tzpath(to=[])

STATIC_URL = f"{URL_PREFIX}/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "dashboard.static_files.JoinedFiles",
]
STATIC_ROOT = BASE_DIR / env("STATIC_ROOT", "var/static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Hashed names never change their content, so nothing is looked for on disk while running.
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# Browsers offer a second factor over HTTPS alone, but for a site on this machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Only with a proxy in front that sets them itself may X-Forwarded-Proto and -For be believed.
BEHIND_PROXY = env_bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# Read by sessions_browser.conf alone, which says what they mean.
# What each account has for itself ends with its name.
STRIPE_ACCOUNTS = by_account(env_secret, "STRIPE_API_KEY", env_list("STRIPE_ACCOUNTS"))
STRIPE_API_KEY = env_secret("STRIPE_API_KEY")
STRIPE_WEBHOOK_SECRETS = by_account(env_secret, "STRIPE_WEBHOOK_SECRET", STRIPE_ACCOUNTS)
STRIPE_WEBHOOK_SECRET = env_secret("STRIPE_WEBHOOK_SECRET")
# Groups whose people may enter an account; without a name everybody may.
STRIPE_ACCOUNT_GROUPS = by_account(env_list, "STRIPE_ACCOUNT_GROUPS", STRIPE_ACCOUNTS)
STRIPE_ACCOUNT_OPTIONS = account_options(STRIPE_ACCOUNTS)
STRIPE_API_BASE = env("STRIPE_API_BASE", "https://api.stripe.com")
STRIPE_API_VERSION = env("STRIPE_API_VERSION", "2026-11-18.endive")
STRIPE_ALLOW_FULL_LIVE_KEY = env_bool("STRIPE_ALLOW_FULL_LIVE_KEY", default=False)
STRIPE_ALLOW_ORGANIZATION_KEY = env_bool("STRIPE_ALLOW_ORGANIZATION_KEY", default=False)
CACHE_FRESH_SECONDS = env_int("CACHE_FRESH_SECONDS", 30, least=0, most=3600)
CACHE_SETTLED_SECONDS = env_int("CACHE_SETTLED_SECONDS", 3600, least=0, most=86_400)
CACHE_STALE_SECONDS = env_int("CACHE_STALE_SECONDS", 600, least=0, most=86_400)
CACHE_KEEP_SECONDS = env_int("CACHE_KEEP_SECONDS", 86_400, least=60, most=7 * 86_400)
VERIFICATIONS_KEEP_DAYS = env_int("VERIFICATIONS_KEEP_DAYS", 365, least=1, most=36_500)
NOTES_KEEP_DAYS = env_int("NOTES_KEEP_DAYS", 365, least=1, most=36_500)
READ_LOG_KEEP_DAYS = env_int("READ_LOG_KEEP_DAYS", 400, least=1, most=36_500)
READ_LOG_REQUIRED = env_bool("READ_LOG_REQUIRED", default=False)
UNMASK_REASON_PATTERN = env("UNMASK_REASON_PATTERN")
JOBS_URL = jobs_database(env_secret("JOBS_URL"), DATABASE_URL, BASE_DIR)
JOBS_IN_WEB = env_bool("JOBS_IN_WEB", default=True)
JOBS_KEEP_DAYS = env_int("JOBS_KEEP_DAYS", 30, least=1, most=36_500)
EXPORTS_DIR = env("EXPORTS_DIR") or str(BASE_DIR / "var" / "exports")
EXPORTS_KEEP_HOURS = env_int("EXPORTS_KEEP_HOURS", 24, least=1, most=720)
# A sheet of Excel has a row more.
EXPORTS_MOST_ROWS = env_int("EXPORTS_MOST_ROWS", 1_000_000, least=1, most=1_048_575)
UPSTREAM_MAX_IN_FLIGHT = env_int("UPSTREAM_MAX_IN_FLIGHT", 8, least=1, most=64)
# 0: as many as fit the account, which only its mode tells.
UPSTREAM_CALLS_PER_SECOND = env_int("UPSTREAM_CALLS_PER_SECOND", 0, least=0, most=1000)
STRIPE_READS_PER_MONTH = env_int("STRIPE_READS_PER_MONTH", 10_000, least=100, most=1_000_000_000)
FACTS_KEEP_DAYS = env_int("FACTS_KEEP_DAYS", 400, least=0, most=3650)
FACTS_READS_SHARE = env_int("FACTS_READS_SHARE", 50, least=1, most=100)
METRICS = env_bool("METRICS", default=False)
DEMO = env_bool("DEMO", default=False)

PORT = env_int("PORT", 8000, least=1, most=65_535)
BIND = env("BIND", "127.0.0.1")
# Balancers keep a connection for 60 s, and the one who closes it first must be they.
IDLE_SECONDS = env_int("IDLE_SECONDS", 75, least=1, most=3600)
# How many processes share what Stripe allows when they have no cache in common: each its part.
UPSTREAM_SHARES = env_int("UPSTREAM_SHARES", WEB_PROCESSES, least=1, most=1024)
WEB_THREADS = env_int("WEB_THREADS", 80, least=2, most=256)
if WEB_THREADS <= UPSTREAM_MAX_IN_FLIGHT:
    raise ImproperlyConfigured(
        "WEB_THREADS must be more than UPSTREAM_MAX_IN_FLIGHT, or a slow Stripe stops every page."
    )

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mistakes": {"()": "dashboard.request_log.Mistakes"}},
    "formatters": {
        "line": {
            "()": "dashboard.request_log.LineFormatter",
            "format": "{asctime} {levelname} {name} ref={ref} {message}",
            "style": "{",
        },
        "bare": {"format": "%(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "standard output": {
            "class": "logging.StreamHandler",
            "formatter": "bare",
            "stream": "ext://sys.stdout",
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # One line of JSON an entry, for another system.
        "read_log": {"handlers": ["standard output"], "propagate": False},
        # At DEBUG it writes the address of each call, with the e-mail that was searched for.
        "urllib3": {"level": "WARNING"},
        # Without a handler of ours it brings one of its own.
        "dbos": {"level": "ERROR", "handlers": ["console"], "propagate": False},
        # At INFO it tells of each connection that nobody needed any more.
        "psycopg.pool": {"level": "WARNING"},
        # Each request has its line; of this only what a page of our own died of is news.
        "django.request": {"level": "ERROR", "filters": ["mistakes"]},
        "django.security": {"level": "ERROR"},
        # Who sent too much has a 400 and the line of the request; nothing here is broken.
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
    },
}
