"""What all endpoints need of one request: rights, pages, cursors and expansions."""

from __future__ import annotations

from collections.abc import Callable

from emulator.objects.context import Context, Json, list_object
from emulator.objects.lookup import ObjectLookup
from emulator.web import api_keys, errors, expansion, parameters
from emulator.web.pagination import Cursor, Page


class Reader:
    """Lives for one request.

    granted: the permissions of the key.
    strict_limit: refuse a `limit` outside 1 to 100.
    """

    def __init__(self, context: Context, granted: frozenset[str], strict_limit: bool) -> None:
        self.context = context
        self.granted = granted
        self.strict_limit = strict_limit
        self.lookup = ObjectLookup(context)

    def require(self, permission: str) -> None:
        """Raise ApiError unless the key has this permission."""
        api_keys.require_permission(self.granted, permission, self.context.account)

    def require_to_write(self, permission: str) -> None:
        """Raise ApiError unless the key may change something; `permission` as Stripe names it."""
        if api_keys.OWN_ACCOUNT not in self.granted:
            raise errors.missing_permission(self.context.account, permission)

    def paging(self, query: parameters.Query) -> parameters.PageParameters:
        return parameters.paging(query, self.strict_limit)

    def cursor(
        self, paging: parameters.PageParameters, kind: str, row_of: Callable[[str], int | None]
    ) -> Cursor | None:
        """Raises ApiError. As at Stripe, a missing object is reported before a second cursor.

        row_of: the row of an id in this list; None if there is no such object.
        """
        cursors = []
        for name in ("starting_after", "ending_before"):
            id_: str | None = getattr(paging, name)
            if id_ is None:
                continue
            row = row_of(id_)
            if row is None:
                raise errors.resource_missing(kind, id_, name)
            cursors.append(Cursor(row, "older" if name == "starting_after" else "newer"))
        if len(cursors) > 1:
            raise errors.both_cursors()
        return cursors[0] if cursors else None

    def expansions(self, query: parameters.Query, kind: str, in_list: bool) -> list[str]:
        """The paths to expand, without `data.`. Raises ApiError for what may not be expanded."""
        paths = query.expand()
        for reached in sorted(expansion.check(paths, kind, in_list)):
            api_keys.require(self.granted, reached, self.context.account)
        return [path.removeprefix("data").lstrip(".") if in_list else path for path in paths]

    def answer(self, url: str, data: list[Json], found: Page, kind: str, paths: list[str]) -> Json:
        """The list object of a page; `data` are its objects, which are expanded."""
        self.expand_all(data, kind, paths)
        return list_object(url, data, found.has_more)

    def expand_all(self, data: list[Json], kind: str, paths: list[str]) -> None:
        expander = expansion.Expander(self.lookup.load, self.lookup.include)
        for entry in data:
            if not entry.get("deleted"):
                expander.expand(entry, kind, paths)
