"""In which of the accounts that a person may enter the sessions of a pasted id are."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sessions_browser.access.decisions import accounts_of
from sessions_browser.cache.patience import Patience
from sessions_browser.conf import Account
from sessions_browser.people.person import label_of
from sessions_browser.people.wording import joined
from sessions_browser.search.interpretation import Interpretation
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError
from sessions_browser.views.freshness import patience_of
from sessions_browser.views.list_asked import NAMES_AN_OBJECT
from sessions_browser.views.search_batch import page_of

MOST_OTHERS_ASKED = 3


def account_with(request: HttpRequest, account: Account, interpretation: Interpretation) -> Account:
    """Where the sessions of the id are that was pasted, which the person is told; else `account`.

    One call an account at most, which its page then shows; none where no id was pasted, or where
    one may enter no other account.
    """
    others = [other for other in accounts_of(request) if other != account]
    if not others or not _is_an_id(interpretation):
        return account
    patience, looked = patience_of(reload=False), []
    for one in (account, *others[:MOST_OTHERS_ASKED]):
        has_it = _has(one, interpretation, patience)
        if has_it:
            _tell(request, account, one)
            return one
        if has_it is False and one != account:
            looked.append(one)
    if looked:
        words = _("No session in %(accounts)s has this ID either.")
        messages.info(request, words % {"accounts": joined([label_of(one) for one in looked])})
    return account


def _is_an_id(interpretation: Interpretation) -> bool:
    return [name for name, _value in interpretation.params] in [[name] for name in NAMES_AN_OBJECT]


def _has(account: Account, interpretation: Interpretation, patience: Patience) -> bool | None:
    """None where Stripe does not say."""
    try:
        fetched = page_of(account, interpretation, patience)
    except NotFoundError:
        return False
    except UpstreamError:
        return None
    return fetched is not None and bool(fetched.value.rows)


def _tell(request: HttpRequest, here: Account, there: Account) -> None:
    if here != there:
        words = _("%(here)s has no session with this ID. It is in %(there)s.")
        messages.info(request, words % {"here": here.name, "there": there.name})
