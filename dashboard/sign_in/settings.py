"""The settings of signing in, read from the environment; docs/settings.md explains each."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from dashboard.env import env, env_bool, env_int, env_secret
from dashboard.sign_in.group_map import group_map

SIGN_IN_IDLE_MINUTES = env_int("SIGN_IN_IDLE_MINUTES", 30, least=1, most=7 * 24 * 60)
SIGN_IN_HOURS = env_int("SIGN_IN_HOURS", 12, least=1, most=30 * 24)
# A day longer than a sign-in holds, so that the page can say that it has ended.
SESSION_COOKIE_AGE = (SIGN_IN_HOURS + 24) * 60 * 60
# Tokens for programs: they end after so many days at most, rest when their person has not signed in
# for so many, and ask so often a second on average.
TOKEN_DAYS = env_int("TOKEN_DAYS", 90, least=1, most=3650)
TOKEN_REST_DAYS = env_int("TOKEN_REST_DAYS", 7, least=1, most=365)
TOKEN_CALLS_PER_SECOND = env_int("TOKEN_CALLS_PER_SECOND", 1, least=1, most=100)
SECOND_FACTOR = env("SECOND_FACTOR", "optional").lower()
if SECOND_FACTOR not in ("optional", "required"):
    raise ImproperlyConfigured("SECOND_FACTOR must be optional or required.")

OIDC_ISSUER = env("OIDC_ISSUER").rstrip("/")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = env_secret("OIDC_CLIENT_SECRET")
OIDC_SCOPES = env("OIDC_SCOPES", "openid profile email").split()
OIDC_GROUPS_CLAIM = env("OIDC_GROUPS_CLAIM", "groups")
# Group of ours -> names of groups at the provider.
OIDC_GROUPS = group_map(env("OIDC_GROUPS"))
OIDC_ONLY = env_bool("OIDC_ONLY", default=False)

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "dashboard.sign_in.backends.PasswordsOnlyWhereAllowed",
    "dashboard.sign_in.backends.ReadySqlBackend",
]
LEAST_PASSWORD = 12
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": LEAST_PASSWORD},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["dashboard.passwords.HasherInTurn"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

AXES_HANDLER = "dashboard.sign_in_limits.SignInLimits"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
# In this order, which the handler reads.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["username"]]
AXES_CLIENT_IP_CALLABLE = "dashboard.sign_in_limits.place_of"
AXES_LOCKOUT_CALLABLE = "dashboard.sign_in_limits.locked_out"
# A try at a closed door is not counted: it neither keeps the door closed nor counts elsewhere.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Of allauth we use the second factor and the provider. Its e-mails, its pages to sign up and to
# reset a password, and its own limits (in a cache, which may be lost) are not used.
ACCOUNT_ADAPTER = "dashboard.sign_in.adapters.PeopleAdapter"
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password"]
SOCIALACCOUNT_ADAPTER = "dashboard.sign_in.provider.ProviderAdapter"
# It changes nothing here, and the answer is good for this browser alone (state and PKCE).
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
MFA_ADAPTER = "dashboard.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Checkout Sessions"
MFA_FORMS = {
    "authenticate": "dashboard.sign_in.forms.CodeForm",
    "authenticate_webauthn": "dashboard.sign_in.forms.PasskeyForm",
    "activate_totp": "dashboard.sign_in.forms.AppForm",
    "add_webauthn": "dashboard.sign_in.forms.NewPasskeyForm",
}
ACCOUNT_FORMS = {"reauthenticate": "dashboard.sign_in.forms.PasswordAgainForm"}
