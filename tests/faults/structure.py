"""Tell a page of ours from one into which somebody has written."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.views.page import Answer

FOREIGN_TAGS = {"base", "embed", "frame", "iframe", "img", "object", "style", "svg", "template"}
PLACES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data-copy-link")
OUR_PLACES = (
    "/",
    "#",
    "?",
    "https://dashboard.stripe.com/",
    "https://docs.stripe.com/",
    "https://status.stripe.com",
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in FOREIGN_TAGS or (tag == "script" and "src" not in given):
            self.faults.append(tag)
        if len(given) != len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        self._in_script = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.faults.append(f"{tag} {name}")
            if name in PLACES and value and not value.startswith(OUR_PLACES):
                self.faults.append(f"{tag} {name}={value}")
            if name in PLACES and (value or "").startswith(("//", "/\\")):
                self.faults.append(f"{tag} {name}={value}")
            if name == "hx-trigger" and value and "load" in value.split():
                self.faults.append(f"{tag} {name}={value}")

    def handle_endtag(self, _tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.faults.append(f"script: {data}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment: {data}")


def assert_is_our_own_html(response: Answer) -> None:
    """Only elements, attributes and addresses that the templates themselves have."""
    reader = _Reader()
    reader.feed(response.content.decode())
    reader.close()
    assert reader.faults == []
