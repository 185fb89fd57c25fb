"""Answers load balancers, without a sign-in: is the process alive, may people be sent to it?"""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return _plain("alive", HTTPStatus.OK)


@login_not_required
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when people can sign in; 503 without the database.

    Stripe and the cache are not asked: without them pages still say what they can.
    """
    try:
        User.objects.exists()
    except DatabaseError as error:
        logger.error("not ready: %s", type(error).__name__)
        return _plain("the database cannot be reached", HTTPStatus.SERVICE_UNAVAILABLE)
    return _plain("ready", HTTPStatus.OK)


def _plain(words: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
