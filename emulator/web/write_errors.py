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


def not_taken(name: str) -> ApiError:
    """Stripe knows this parameter; to ignore it would be to answer falsely."""
    return refused(f"The emulator does not take this parameter yet: {name}.", name)


def too_many(name: str, most: int) -> ApiError:
    return refused(f"Array {name} exceeded maximum {most} allowed elements.", name)


def one_of(*names: str) -> ApiError:
    return refused(f"You may only specify one of these parameters: {', '.join(names)}.")


def too_little(least: str) -> ApiError:
    return ApiError(
        400,
        f"The Checkout Session's total amount due must add up to at least {least}",
        code="amount_too_small",
    )


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
