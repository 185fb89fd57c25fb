"""Where Stripe delivers events (docs.stripe.com/webhooks); a delivery has to be signed."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sessions_browser.conf import Account, get_conf
from sessions_browser.services import account_data, deliveries, get_feed
from sessions_browser.stripe_api import webhook_events

logger = logging.getLogger(__name__)


@login_not_required
@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest, account: Account) -> HttpResponse:
    """200 for any genuine delivery, whatever it says: Stripe sends anything else again."""
    secret = get_conf().webhook_secrets.get(account.slug)
    if secret is None:
        return _plain("No webhook is set up here.", HTTPStatus.NOT_FOUND)
    try:
        body = request.read(webhook_events.LARGEST_BODY + 1)
        if len(body) > webhook_events.LARGEST_BODY:
            return _refuse(account, "The body is too large.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        header = request.headers.get("Stripe-Signature", "")
        webhook_events.check_signature(body, header, secret, time.time())
    except webhook_events.SignatureError as error:
        return _refuse(account, str(error), HTTPStatus.BAD_REQUEST)
    except UnreadablePostError:
        return _refuse(account, "The body ended early.", HTTPStatus.BAD_REQUEST)
    event = webhook_events.parse_event(body, account)
    outcome = account_data(account).updates.apply_event(event)
    if event.kind:
        deliveries(account).came(event.kind)
    if event.session is not None:
        get_feed().offer_event(account.slug, event.session, event.created)
    logger.info(
        "webhook account=%s event=%s type=%s outcome=%s",
        account.slug,
        event.id,
        event.type,
        outcome,
    )
    return _plain(outcome, HTTPStatus.OK)


def _refuse(account: Account, reason: str, status: HTTPStatus) -> HttpResponse:
    logger.warning("webhook account=%s outcome=refused reason=%r", account.slug, reason)
    return _plain(reason, status)


def _plain(words: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
