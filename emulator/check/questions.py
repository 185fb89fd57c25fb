"""What a question is, and the small ones: a query and how it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from emulator.check.probe import SESSIONS, Probe, WrongError

SPEC = "github.com/stripe/openapi"
ERRORS = "docs.stripe.com/api/errors"
PAGES = "docs.stripe.com/api/pagination"
EXPANDING = "docs.stripe.com/api/expanding_objects"
LIST = "docs.stripe.com/api/checkout/sessions/list"
# Answers of the live API that were written down by the project of this name on PyPI.
RECORDED = "recorded live (PyPI: seahaven-stripe-world)"
UNKNOWN = "cs_test_a1" + "0" * 56


class Question(NamedTuple):
    """asked: in words, or as a query. should: what comes. source: where that is written.

    judge: raises WrongError, or UnaskedError where the server has nothing to ask about.
    only_here: it is no read, so only a server on this machine is asked.
    """

    asked: str
    should: str
    source: str
    judge: Callable[[Probe], None]
    only_here: bool = False


def need(holds: Any, came: object) -> None:
    """Raise WrongError unless it holds. came: what came instead."""
    if not holds:
        raise WrongError(str(came)[:160])


class Refusal(NamedTuple):
    """A query of the list, and how it is refused. None: the error has no such attribute."""

    query: str
    source: str
    code: str | None
    param: str | None
    message: str
    status: int = 400


def refused(refusal: Refusal, path: str = SESSIONS) -> Question:
    def judge(probe: Probe) -> None:
        heard = probe.get(f"{path}?{refusal.query}" if refusal.query else path)
        error = heard.error
        need(heard.status == refusal.status and error, heard.short)
        need(error.get("code") == refusal.code, heard.short)
        need(error.get("param") == refusal.param, heard.short)
        need(refusal.message in str(error.get("message")), heard.short)

    named = f"{path.removeprefix(SESSIONS) or 'list'} ?{refusal.query}"
    should = f"{refusal.status} {refusal.code or ''} {refusal.message[:60]}"
    return Question(named[:60], should, refusal.source, judge)


EMPTY = "You passed an empty string for 'status'."
NO_SUCH = f"No such checkout.session: '{UNKNOWN}'"
REFUSALS = (
    Refusal("limit=abc", RECORDED, "parameter_invalid_integer", "limit", "Invalid integer: abc"),
    Refusal("created=soon", RECORDED, "parameter_invalid_integer", "created", "Invalid integer"),
    Refusal(
        "created[gte]=x", RECORDED, "parameter_invalid_integer", "created[gte]", "Invalid integer"
    ),
    Refusal(
        "status=paid", RECORDED, None, "status", "Invalid status: must be one of open, complete"
    ),
    Refusal("status=", ERRORS, "parameter_invalid_empty", "status", EMPTY),
    Refusal(
        "colour=red", RECORDED, "parameter_unknown", "colour", "Received unknown parameter: colour"
    ),
    Refusal("a=1&b=2", ERRORS, "parameter_unknown", "a", "Received unknown parameters: a, b"),
    Refusal("created[foo]=1", RECORDED, "parameter_unknown", "created[foo]", "unknown parameter"),
    Refusal("payment_status=paid", SPEC, "parameter_unknown", "payment_status", "unknown"),
    Refusal("client_reference_id=x", SPEC, "parameter_unknown", "client_reference_id", "unknown"),
    Refusal("mode=payment", SPEC, "parameter_unknown", "mode", "unknown parameter"),
    Refusal(f"starting_after={UNKNOWN}", RECORDED, "resource_missing", "starting_after", "No such"),
    Refusal(f"ending_before={UNKNOWN}", RECORDED, "resource_missing", "ending_before", "No such"),
    Refusal(
        "customer=cus_x", RECORDED, "resource_missing", "customer", "No such customer: 'cus_x'"
    ),
    Refusal(
        "expand[]=customer",
        RECORDED,
        None,
        None,
        "This property cannot be expanded (customer). You may want to try expanding"
        " 'data.customer' instead.",
    ),
    Refusal("expand[]=data.foo", RECORDED, None, None, "This property cannot be expanded"),
    Refusal(
        "expand[]=data.line_items.data.price.product",
        EXPANDING,
        "property_expansion_max_depth",
        None,
        "You cannot expand more than 4 levels",
    ),
)
MISSING = (
    (f"{SESSIONS}/{UNKNOWN}", Refusal("", ERRORS, "resource_missing", "session", NO_SUCH, 404)),
    (
        f"{SESSIONS}/{UNKNOWN}",
        Refusal("expand[]=foo", RECORDED, None, None, "This property cannot be expanded"),
    ),
    (f"{SESSIONS}/{UNKNOWN}", Refusal("foo=1", SPEC, "parameter_unknown", "foo", "unknown")),
    (
        f"{SESSIONS}/",
        Refusal(
            "",
            "github.com/exercism/website#7474",
            None,
            None,
            "If you are trying to list objects, remove the trailing slash.",
            404,
        ),
    ),
)
SMALL_QUESTIONS = (
    *(refused(refusal) for refusal in REFUSALS),
    *(refused(refusal, path) for path, refusal in MISSING),
)
