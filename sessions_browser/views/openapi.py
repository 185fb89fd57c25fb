"""The twins as an OpenAPI document (3.1), made of the columns, filters and tables there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import ChoiceField, MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sessions_browser.conf import Account
from sessions_browser.exports.columns import ValueKind, columns_of_rows
from sessions_browser.filters.choices import STATUSES
from sessions_browser.filters.dates import PRESETS
from sessions_browser.filters.parameters import CURSORS, NAMES, SPELLED_AS_UPSTREAM
from sessions_browser.objects.list_query import DEFAULT_LIMIT, MAX_LIMIT
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.overview.address import COMPARED, OF_THE_LIST, SHARED
from sessions_browser.overview.headline import COUNTS, OTHER
from sessions_browser.overview.plain_figures import TABLES
from sessions_browser.presentation.page_urls import BY_SESSION, urls_of
from sessions_browser.views.person_asked import HANDLES, SECOND
from sessions_browser.views.problem_json import CONTENT_TYPE
from sessions_browser.views.scan_answer import A_PAGE
from sessions_browser.views.scan_form import ScanForm
from sessions_browser.views.scan_twin import KNOWN, PLACES
from sessions_browser.views.twin_formats import TYPES
from sessions_browser.views.twins import COLUMNS, LIMIT, TABLE, twin

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
FLAG: Schema = {"type": "boolean"}
RATE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
KINDS: Mapping[ValueKind, Schema] = {
    ValueKind.TEXT: TEXT,
    ValueKind.NUMBER: {"type": "integer"},
    ValueKind.FLAG: FLAG,
    ValueKind.AMOUNT: {"type": "number"},
    ValueKind.MOMENT: MOMENT,
    ValueKind.JSON: {"type": ["object", "array"]},
}
_OF_TABLES: Mapping[str, Schema] = {
    **dict.fromkeys(("made", "paid", "left", "decimals"), COUNT),
    **dict.fromkeys(("begin", "end"), MOMENT),
    **dict.fromkeys(("unit", "currency"), TEXT),
    "is_complete": FLAG,
}
LIMITS: Mapping[str, Schema] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    "outcome": {"enum": list(OUTCOME_FILTERS)},
    "status": {"enum": list(STATUSES)},
    "expand": {"type": "array", "items": TEXT},
    "created": {"anyOf": [{"enum": list(PRESETS)}, {"type": "string", "pattern": "^[0-9]+$"}]},
    TABLE: {"enum": list(TABLES)},
}
SCAN_LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": A_PAGE, "default": A_PAGE}
REFUSALS = ("400", "401", "403", "404", "410", "429", "502", "503", "504")


@twin
def openapi(request: HttpRequest, account: Account) -> HttpResponse:
    site = request.build_absolute_uri(reverse("home")).rstrip("/")
    text = json.dumps(document(account, site), ensure_ascii=False)
    return HttpResponse(text, content_type="application/json")


def document(account: Account, site: str) -> Schema:
    """site: the address of the whole site, without a slash at its end."""
    urls = urls_of(account)
    root = reverse("home").rstrip("/")
    pages = (
        (urls.session_list, "Sessions", "SessionPage", "Session", _list_parameters()),
        (urls.person_page, "Sessions of a person", "Person", "Session", _person_parameters()),
        (urls.overview_page, "Overview", "Overview", "Figures", _overview_parameters()),
        (urls.scan_page, "Scan", "ScanPage", "Session", _scan_parameters()),
        (f"{urls.scan_page}{{scan}}", "What was found", "ScanPage", "Session", _found_parameters()),
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Checkout Sessions",
            "version": "1",
            "description": "Reads only. Errors are problems (RFC 9457); pages follow by the"
            " header Link (RFC 8288) and by `links` in the body.",
        },
        "servers": [{"url": site}],
        "security": [{"token": []}],
        "paths": {
            urls.twin(page, ending).removeprefix(root): {
                "get": _operation(title, ending, whole, row, parameters)
            }
            for page, title, whole, row, parameters in pages
            for ending in TYPES
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas(),
        },
    }


def schemas() -> dict[str, Schema]:
    session = {
        column.code: {**_or_null(KINDS[column.kind]), "description": str(column.heading)}
        for column in columns_of_rows(with_items=True)
    }
    tables = {name: _list_of(_closed(_columns_of(names))) for name, names in TABLES.items()}
    return {
        "Session": _closed(session, required=()),
        "Figures": {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in TABLES]},
        **{name: table["items"] for name, table in tables.items()},
        "Links": _closed({name: _or_null(TEXT) for name in ("self", "next", "prev", "page")}),
        "SessionPage": _closed({**_page(), "zone": TEXT, "filters": _list_of(TEXT),
            "looked_at": COUNT, "coverage": _or_null(TEXT), "unreadable": COUNT}),
        "Person": _closed({**_page(), "email": _or_null(TEXT), "customer": _or_null(TEXT),
            "also": _list_of(TEXT), "summary": TEXT, "not_read": _list_of(TEXT)}),
        "ScanPage": _closed({**_rows(), "zone": TEXT, "filters": _list_of(TEXT), "begin": MOMENT,
            "end": MOMENT, "matches": _or_null(COUNT), "coverage": TEXT, "is_complete": FLAG,
            "is_going_on": FLAG, "only_remembered": _list_of(TEXT),
            "unseen_references": _or_null(_list_of(TEXT))}),
        "Range": _closed(_range()),
        "Overview": _closed({"account": TEXT, "zone": TEXT, "now": _ref("Range"),
            "before": _ref("Range"), **{name: _list_of(_ref(name)) for name in TABLES},
            "links": _closed(dict.fromkeys(("self", "page"), TEXT))}),
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status"],
            "properties": {
                **dict.fromkeys(("type", "title", "detail", "next_step", "who_can_fix"), TEXT),
                "status": {"type": "integer"},
                "retry_after": COUNT,
                "errors": {"type": "object", "additionalProperties": _list_of(TEXT)},
            },
        },
    }  # fmt: skip


def _page() -> Schema:
    return {**_rows(), "read_at": MOMENT, "old_because": _or_null(TEXT)}


def _rows() -> Schema:
    return {
        "account": TEXT,
        "is_masked": FLAG,
        "count": COUNT,
        "sessions": _list_of(_ref("Session")),
        "links": _ref("Links"),
    }


def _range() -> Schema:
    return {
        "begin": MOMENT,
        "end": MOMENT,
        "is_complete": FLAG,
        "percent_read": {"type": "integer", "minimum": 0, "maximum": 100},
        "read_at": _or_null(MOMENT),
        "counts": _closed({one.name: COUNT for one in (*COUNTS, OTHER)}),
        "conversion": _or_null(RATE),
        "conversion_present": _or_null(RATE),
    }


def _columns_of(names: Iterable[str]) -> Schema:
    """Of a table of the overview; a name and a rate may be missing."""
    usual = {"conversion": _or_null(RATE)}
    minor = {"type": "integer"}
    return {
        name: _OF_TABLES.get(
            name, minor if name.endswith("_minor") else usual.get(name, _or_null(TEXT))
        )
        for name in names
    }


def _operation(title: str, ending: str, whole: str, row: str, parameters: list[Schema]) -> Schema:
    media = TYPES[ending].partition(";")[0]
    schema = _ref(whole if ending == "json" else row) if ending != "csv" else TEXT
    problem = {"content": {CONTENT_TYPE: {"schema": _ref("Problem")}}, "description": "Problem"}
    return {
        "summary": f"{title} ({ending})",
        "parameters": parameters,
        "responses": {
            "200": {
                "description": title if ending == "json" else f"{title}, a line each",
                "headers": {"Link": {"schema": TEXT}},
                "content": {media: {"schema": schema}},
            },
            **dict.fromkeys(REFUSALS, problem),
        },
    }


def _list_parameters() -> list[Schema]:
    names = (SPELLED_AS_UPSTREAM.get(name, name) for name in NAMES)
    return [*map(_parameter, names), _columns()]


def _person_parameters() -> list[Schema]:
    return [*map(_parameter, (*HANDLES, BY_SESSION, *CURSORS, SECOND)), _columns()]


def _overview_parameters() -> list[Schema]:
    return [*map(_parameter, (*OF_THE_LIST, *COMPARED, *SHARED, "once", TABLE))]


def _scan_parameters() -> list[Schema]:
    return [*(_parameter(name, _of_scan(name)) for name in sorted(KNOWN - {COLUMNS})), _columns()]


def _of_scan(name: str) -> Schema:
    if name == LIMIT:
        return SCAN_LIMIT
    field = ScanForm.base_fields.get(name)
    if not isinstance(field, ChoiceField):
        return TEXT
    choices: Any = field.choices
    one = {"enum": [str(value) for value, _label in choices]}
    return _list_of(one) if isinstance(field, MultipleChoiceField) else one


def _found_parameters() -> list[Schema]:
    scan = {"name": "scan", "in": "path", "required": True, "schema": {"type": "string"}}
    return [scan, *map(_parameter, PLACES), _parameter(LIMIT, SCAN_LIMIT), _columns()]


def _parameter(name: str, schema: Schema | None = None) -> Schema:
    return {"name": name, "in": "query", "schema": schema or LIMITS.get(name, TEXT)}


def _columns() -> Schema:
    codes = [column.code for column in columns_of_rows(with_items=True)]
    of_them = {"type": "array", "items": {"enum": codes}}
    return {"name": COLUMNS, "in": "query", "style": "form", "explode": False, "schema": of_them}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _closed(properties: Schema, required: Iterable[str] | None = None) -> Schema:
    """All of these, unless said otherwise, and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    kinds = schema["type"]
    return {**schema, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
