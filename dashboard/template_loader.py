"""Templates without their indentation: lines may be short, and no page grows by that."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n\s+")


class Loader(filesystem.Loader):
    """Each white space at the start of a line goes, the break before it stays.

    To a browser a break and spaces are one space. So no template may hold the words of a `<pre>`
    or a `<textarea>` itself, which a variable may.
    """

    def get_contents(self, origin: Origin) -> str:
        return INDENTATION.sub("\n", super().get_contents(origin))
