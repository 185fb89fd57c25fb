"""Expansion: check the paths of `expand[]`, then replace ids by their objects.

docs.stripe.com/api/expanding_objects
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from emulator.objects.context import Json
from emulator.web import errors
from emulator.web.expandable_fields import EXPANDABLE

# The `data.` of a list counts as one level.
MAX_EXPANSION_DEPTH = 4


# (kind, id) -> the object.
Load = Callable[[str, str], Json]
# (kind, field, object that holds it, nearest object with an id) -> the value of a field that is
# left out unless expanded.
Include = Callable[[str, str, Json, Json], Any]


def check(paths: Iterable[str], kind: str, in_list: bool) -> set[str]:
    """Return the kinds of objects on these paths.

    kind: of the object that is returned, or of those in the list.
    in_list: paths begin with `data.`.

    Raises ApiError for the first path that cannot be expanded.
    """
    reached: set[str] = set()
    for path in paths:
        names = path.split(".")
        if in_list and names[0] != "data":
            raise errors.not_expandable(names[0], f"data.{names[0]}")
        if len(names) > MAX_EXPANSION_DEPTH:
            raise errors.expanded_too_deep(path)
        here = kind
        inner = names[1:] if in_list else names
        for index, name in enumerate(inner):
            if name not in EXPANDABLE.get(here, {}):
                shown = ".".join(inner[: index + 1])
                raise errors.not_expandable(f"data.{shown}" if in_list else shown)
            here = EXPANDABLE[here][name]
            reached.add(here)
    return reached


class Expander:
    """Expands objects in place."""

    def __init__(self, load: Load, include: Include) -> None:
        self._load = load
        self._include = include

    def expand(self, node: Json, kind: str, paths: Iterable[str]) -> None:
        """Expand `node`, an object of this kind, along paths that `check` has accepted."""
        for path in paths:
            if path:
                self._follow(node, kind, path.split("."), node)

    def _follow(self, node: Json, kind: str, names: list[str], owner: Json) -> None:
        name, rest = names[0], names[1:]
        child = EXPANDABLE[kind][name]
        owner = node if "id" in node else owner
        value = node.get(name)
        if name not in node:
            value = self._include(kind, name, node, owner)
            if value is None:
                return
            node[name] = value
        elif isinstance(value, str) and child:
            value = node[name] = self._load(child, value)
        if rest and child:
            for inner in value if isinstance(value, list) else [value]:
                # A deleted customer, or null, has nothing to expand.
                if isinstance(inner, dict) and not inner.get("deleted"):
                    self._follow(inner, child, rest, owner)
