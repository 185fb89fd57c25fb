"""What is wrong with a search (docs.stripe.com/search)."""

from __future__ import annotations

from emulator.web.errors import ApiError


def invalid_search_query(text: str) -> ApiError:
    return ApiError(
        400,
        f"We were unable to parse your search query `{text}`. Try using the format"
        ' `metadata["key"]:"value"` to query for metadata or key:"value" to query for other'
        " fields.",
        param="query",
    )


def mixed_search_query() -> ApiError:
    return ApiError(400, "You cannot combine AND and OR in one query.", param="query")


def unsupported_search_field(field: str) -> ApiError:
    return ApiError(
        400,
        f"Field `{field}` is an unsupported search field for resource `customers`, or it does not"
        " take this operator. See http://stripe.com/docs/search#query-fields-for-customers for a"
        " list of supported fields.",
        param="query",
    )


def short_substring(shortest: int) -> ApiError:
    return ApiError(400, f"Substring search needs at least {shortest} characters.", param="query")


def invalid_page() -> ApiError:
    return ApiError(400, "Invalid page: use the next_page of the page before.", param="page")
