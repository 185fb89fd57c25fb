"""What is wrong with a body (docs.stripe.com/api/errors)."""

from __future__ import annotations

from emulator.web.errors import ApiError


def invalid_address(name: str) -> ApiError:
    return ApiError(400, "Not a valid URL", code="url_invalid", param=name)


def too_much_metadata(most: int) -> ApiError:
    return ApiError(400, f"Metadata can have up to {most} keys.", param="metadata")


def refused(message: str, param: str | None = None) -> ApiError:
    """What a client asked for makes no sense, in these words."""
    return ApiError(400, message, param=param)


def invalid_email(value: str, param: str) -> ApiError:
    return ApiError(400, f"Invalid email address: {value}", code="email_invalid", param=param)


def key_used_before(key: str) -> ApiError:
    return ApiError(
        400,
        "Keys for idempotent requests can only be used with the same parameters they were first"
        f" used with. Try using a key other than '{key}' if you meant to execute a different"
        " request.",
        type="idempotency_error",
    )
