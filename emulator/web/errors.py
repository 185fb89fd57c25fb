"""Errors with Stripe's messages and codes (docs.stripe.com/api/errors)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from emulator.world.ids import ID_FORMATS


class ApiError(Exception):
    """An error that the API answers with.

    status: of HTTP.
    code: one of docs.stripe.com/error-codes.
    param: the name of the parameter that is wrong.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        type: str = "invalid_request_error",  # noqa: A002  Stripe's name
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.type = type
        self.headers = {"WWW-Authenticate": 'Bearer realm="Stripe"'} if status == 401 else {}

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON of the answer. Attributes that do not apply are left out, never null."""
        error: dict[str, Any] = {}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}"
        error["message"] = self.message
        if self.param:
            error["param"] = self.param
        error["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{request_id}"
        error["type"] = self.type
        return {"error": error}


# What an answer with this status says: type, code and message.
_ON_DEMAND = {
    400: ("invalid_request_error", None, "Invalid request."),
    401: ("invalid_request_error", None, "Invalid API Key provided: sk_test_****"),
    402: ("card_error", "card_declined", "Your card was declined."),
    403: ("invalid_request_error", None, "The provided key does not have access to this."),
    404: ("invalid_request_error", "resource_missing", "No such object."),
    409: (
        "idempotency_error",
        "idempotency_key_in_use",
        "There is currently another in-progress request using this Idempotent Key.",
    ),
    429: (
        "invalid_request_error",
        "rate_limit",
        "Request rate limit exceeded. Learn more about rate limits here"
        " https://stripe.com/docs/rate-limits.",
    ),
}


def on_demand(status: int, code: str | None = None, retry_after: int | None = None) -> ApiError:
    """The failure that a test asked for. `code` replaces the usual one of the status."""
    kind, usual, message = _ON_DEMAND.get(status, ("api_error", None, "An unknown error occurred"))
    error = ApiError(status, message, code=code or usual, type=kind)
    if status == 429 and error.code == "rate_limit":
        # docs.stripe.com/rate-limits
        error.headers["Stripe-Rate-Limited-Reason"] = "global-rate"
    if retry_after is not None:
        error.headers["Retry-After"] = str(retry_after)
    return error


def rate_limited() -> ApiError:
    return on_demand(429)


def unreadable_body() -> ApiError:
    return ApiError(400, "The body of the request cannot be read.")


def unknown_parameters(names: Sequence[str]) -> ApiError:
    what = "parameter" if len(names) == 1 else "parameters"
    return ApiError(
        400,
        f"Received unknown {what}: {', '.join(names)}",
        code="parameter_unknown",
        param=names[0],
    )


def missing_parameter(name: str) -> ApiError:
    return ApiError(400, f"Missing required param: {name}.", code="parameter_missing", param=name)


def invalid_integer(name: str, value: str) -> ApiError:
    return ApiError(400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)


def empty_value(name: str) -> ApiError:
    return ApiError(
        400,
        f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset"
        f" a parameter; however '{name}' cannot be unset. You should remove '{name}' from your"
        " request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=name,
    )


def not_a_string(name: str) -> ApiError:
    return ApiError(400, f"Invalid string: {name} must be a single value", param=name)


def not_an_object(name: str) -> ApiError:
    return ApiError(400, "Invalid object", param=name)


def not_an_array(name: str) -> ApiError:
    return ApiError(400, "Invalid array", param=name)


def not_in_enum(name: str, values: Sequence[str]) -> ApiError:
    listed = f"{', '.join(values[:-1])}, or {values[-1]}"
    return ApiError(400, f"Invalid {name}: must be one of {listed}", param=name)


def not_a_boolean(name: str, value: str) -> ApiError:
    return ApiError(400, f"Invalid boolean: {value}", param=name)


def limit_out_of_range(value: int) -> ApiError:
    bound = (
        "greater than or equal to 1."
        if value < 1
        else f"less than or equal to 100 (it currently is '{value}')."
    )
    return ApiError(
        400, f"This value must be {bound}", code="parameter_invalid_integer", param="limit"
    )


def both_types() -> ApiError:
    return ApiError(400, "You may pass either `type` or `types`, but not both.", param="types")


def too_many_types(most: int) -> ApiError:
    return ApiError(400, f"Array types exceeded maximum {most} allowed elements.", param="types")


def too_long(name: str, value: str, most: int) -> ApiError:
    shown = f"{value[:4]}...{value[-4:]}"
    return ApiError(400, f"Invalid string: {shown}; must be at most {most} characters", param=name)


def invalid_version(version: str) -> ApiError:
    return ApiError(400, f"Invalid Stripe API version: {version}")


def both_accounts() -> ApiError:
    """The words are ours: which Stripe has was not found."""
    return ApiError(400, "Pass either the Stripe-Account or the Stripe-Context header, not both.")


def no_such_clock(id_: str) -> ApiError:
    return ApiError(
        400, f"No such test_clock: '{id_}'", code="resource_missing", param="test_clock"
    )


def both_cursors() -> ApiError:
    return ApiError(
        400,
        "Received both starting_after and ending_before parameters. Please pass in only one.",
    )


def resource_missing(kind: str, text: str, param: str, status: int = 400) -> ApiError:
    """There is no object of this kind with the id `text`."""
    message = f"No such {kind}: '{text}'"
    prefix = ID_FORMATS[kind].prefix if kind in ID_FORMATS else ""
    if prefix.endswith("_test_") and text.startswith(prefix.replace("_test_", "_live_")):
        message += (
            "; a similar object exists in live mode, but a test mode key was used to make this"
            " request."
        )
    return ApiError(status, message, code="resource_missing", param=param)


def unrecognized_url(method: str, path: str) -> ApiError:
    return ApiError(
        404,
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove"
        " the trailing slash. If you are trying to retrieve an object, make sure you passed a"
        " valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can"
        " help at https://support.stripe.com/.",
    )


def not_expandable(path: str, suggestion: str | None = None) -> ApiError:
    """`suggestion` is the path that was probably meant."""
    message = f"This property cannot be expanded ({path})."
    if suggestion:
        message += f" You may want to try expanding '{suggestion}' instead."
    return ApiError(400, message)


def expanded_too_deep(path: str) -> ApiError:
    return ApiError(
        400,
        f"You cannot expand more than 4 levels of a property. Property: {path}",
        code="property_expansion_max_depth",
    )


def missing_key() -> ApiError:
    return ApiError(
        401,
        "You did not provide an API key. You need to provide your API key in the Authorization"
        " header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See"
        " https://stripe.com/docs/api#authentication for details, or we can help at"
        " https://support.stripe.com/.",
    )


def _masked(key: str) -> str:
    kind = "_".join(key.split("_")[:2]) + "_" if key.count("_") >= 2 else ""
    return f"{kind}{'*' * max(4, len(key) - len(kind) - 4)}{key[-4:]}"


def invalid_key(key: str) -> ApiError:
    return ApiError(401, f"Invalid API Key provided: {_masked(key)}")


def expired_key(key: str) -> ApiError:
    return ApiError(401, f"Expired API Key provided: {_masked(key)}", code="api_key_expired")


def publishable_key() -> ApiError:
    return ApiError(
        403,
        "This API call cannot be made with a publishable API key. Please use a secret API key. You"
        " can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
        code="secret_key_required",
    )


def missing_context() -> ApiError:
    """The words are ours: which Stripe has was not found."""
    return ApiError(
        400, "You must name an account in the Stripe-Context header to use an organization API key."
    )


def no_such_account(key: str, account: str) -> ApiError:
    return ApiError(
        403,
        f"The provided key '{_masked(key)}' does not have access to account '{account}' (or that"
        " account does not exist). Application access may have been revoked.",
        code="account_invalid",
    )


def missing_permission(account: str, permission: str) -> ApiError:
    """`permission` is the name that Stripe shows, such as `rak_customer_read`."""
    return ApiError(
        403,
        "The provided key 'rk_test_***' does not have the required permissions for this endpoint"
        f" on account '{account}'. Having the '{permission}' permission would allow this request to"
        " continue.",
    )
