"""What is wrong, for programs: RFC 9457, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse

from sessions_browser.presentation.error_reports import ErrorReport

CONTENT_TYPE = "application/problem+json"
# The endings of addresses that programs ask.
ENDINGS = (".json", ".jsonl", ".csv")
_TYPE = "urn:problem-type:checkout-sessions:"


def asks_as_program(request: HttpRequest) -> bool:
    return request.path_info.endswith(ENDINGS)


def problem(code: str, status: int, title: str, detail: str = "", **more: Any) -> JsonResponse:
    """code: stable, of letters and "_". more: what else is told; what is empty is left out."""
    told: dict[str, Any] = {
        "type": f"{_TYPE}{code}",
        "title": title,
        "status": int(status),
        "detail": detail,
        **more,
    }
    body = {name: value for name, value in told.items() if value not in ("", None)}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def problem_of(
    code: str, status: int, report: ErrorReport, *, retry_after: int | None = None
) -> JsonResponse:
    """retry_after: seconds."""
    response = problem(
        code,
        status,
        report.title,
        report.explanation,
        who_can_fix=report.who_can_fix,
        next_step=report.next_step,
        request_id=report.request_id,
        reference=report.reference,
        refusal=report.refusal,
        retry_after=retry_after,
    )
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def with_errors(
    code: str, status: int, title: str, detail: str, errors: Mapping[str, tuple[str, ...]]
) -> JsonResponse:
    """errors: name of a parameter -> messages."""
    told = {name: [str(message) for message in messages] for name, messages in errors.items()}
    return problem(code, status, title, detail, errors=told)
