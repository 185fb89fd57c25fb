from __future__ import annotations

from django.urls import path, register_converter

from sessions_browser.conf import Account, get_conf
from sessions_browser.objects.ids import is_session_id
from sessions_browser.views import (
    caller_check,
    newer_sessions,
    payment_links,
    person,
    search,
    session_detail,
    session_list,
    status,
    webhooks,
)


class AccountConverter:
    """A configured account by its slug; any other slug is no address of this site."""

    regex = "[a-z0-9][a-z0-9-]{0,39}"

    def to_python(self, value: str) -> Account:
        if account := get_conf().account(value):
            return account
        raise ValueError

    def to_url(self, value: Account | str) -> str:
        return value if isinstance(value, str) else value.slug


class SessionIdConverter:
    """Only what has the shape of a Checkout Session's id may become part of a call."""

    regex = "cs_[A-Za-z0-9_]{1,63}"

    def to_python(self, value: str) -> str:
        if is_session_id(value):
            return value
        raise ValueError

    def to_url(self, value: str) -> str:
        return value


register_converter(AccountConverter, "account")
register_converter(SessionIdConverter, "session_id")

# They are tried in turn, so the page that is asked for most comes first.
urlpatterns = [
    path("<account:account>/sessions/", session_list.session_list, name="session_list"),
    path("", session_list.home, name="home"),
    path("status/", status.status, name="status"),
    path("metrics", status.metrics, name="metrics"),
    path("webhooks/stripe/<account:account>/", webhooks.stripe_webhook, name="stripe_webhook"),
    path("<account:account>/", session_list.account_home, name="account_home"),
    path("<account:account>/sessions/newer/", newer_sessions.newer_sessions, name="newer_sessions"),
    path(
        "<account:account>/sessions/<session_id:session_id>/",
        session_detail.session_detail,
        name="session_detail",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/state/",
        session_detail.session_state,
        name="session_state",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/verify/",
        caller_check.caller_check,
        name="caller_check",
    ),
    path("<account:account>/people/", person.person, name="person"),
    path("<account:account>/search/", search.search, name="search"),
    path("<account:account>/payment-links/", payment_links.payment_links, name="payment_links"),
]
