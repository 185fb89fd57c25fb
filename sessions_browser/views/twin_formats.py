"""Rows and values as JSON, CSV and JSON lines, with the links to the pages beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from sessions_browser.exports.cells import json_text

JSON, CSV, JSON_LINES = "json", "csv", "jsonl"
TYPES = {
    JSON: "application/json",
    CSV: "text/csv; charset=utf-8",
    JSON_LINES: "application/jsonl; charset=utf-8",
}
VARY = ("Accept-Language", "Authorization", "Cookie")
Row = Mapping[str, Any]


def absolute(request: HttpRequest, links: Mapping[str, str]) -> dict[str, str | None]:
    """links: relation -> path of this site, "" where there is no such page."""
    return {
        name: request.build_absolute_uri(path) if path else None for name, path in links.items()
    }


def data_response(body: Row, links: Mapping[str, str | None]) -> HttpResponse:
    """JSON. links: absolute; they stand in the body and in the header."""
    text = json_text({**body, "links": links})
    return _response(JSON, text, links)


def rows_response(
    ending: str,
    names: Sequence[str],
    rows: Iterable[Row],
    links: Mapping[str, str | None],
    file_name: str,
) -> HttpResponse:
    """CSV or JSON lines of these columns. file_name: without its ending."""
    text = csv_text(names, rows) if ending == CSV else lines_text(names, rows)
    response = _response(ending, text, links)
    disposition = f'attachment; filename="{file_name}.{ending}"'
    response.headers["Content-Disposition"] = disposition
    return response


def csv_text(names: Sequence[str], rows: Iterable[Row]) -> str:
    """For programs: as few quotes as can be, nothing put before a value, blanks for None."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return file.getvalue()


def lines_text(names: Sequence[str], rows: Iterable[Row]) -> str:
    return "".join(f"{json_text({name: row.get(name) for name in names})}\n" for row in rows)


def _cell(value: Any) -> Any:
    """As `exports.cells` writes it; the cells of sessions are texts already."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _response(ending: str, text: str, links: Mapping[str, str | None]) -> HttpResponse:
    response = HttpResponse(text, content_type=TYPES[ending])
    told = [f'<{url}>; rel="{_RELATIONS[name]}"' for name, url in links.items() if url]
    response.headers["Link"] = ", ".join(told)
    patch_vary_headers(response, VARY)
    return response


# By their names in the body; RFC 8288 has one for a page in another form.
_RELATIONS = {"self": "self", "next": "next", "prev": "prev", "page": "alternate"}
