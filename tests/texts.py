"""Find what people read and gettext does not: in templates, in Python and in scripts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.running import ROOT

# Proper names and signs that are the same in every language, in templates.
SAME_EVERYWHERE = (
    "Checkout Sessions",
    "Stripe",
    "Redis",
    "English",
    "Deutsch",
    "Link",
    "PayPal",
    "demo",
)
ATTRIBUTES = ("title", "aria-label", "placeholder", "alt", "aria-description")
# The last two hold what Stripe has sent and what somebody has typed.
VERBATIM = ("code", "kbd", "script", "style", "pre", "textarea")
# So is a block of nothing but the class of `<main>`.
TRANSLATED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{#.*?#}"
    r"|{% block main_class %}.*?{% endblock.*?%}",
    re.DOTALL,
)
# What stands between tags of a template language is no text; a value stands for itself.
TAG_OR_VALUE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")

GETTEXT = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy",
    "pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy",
}  # fmt: skip
# A capital, a small letter and more words; or words with the end of a sentence.
LIKE_A_TEXT = re.compile(
    r"\s*[A-Z][a-z’']+[,:]? [\w“%({].*|\s*[\w“%({'].* .*[a-z)”}][.?!]\s*|[A-Z][a-z]+", re.DOTALL
)


class _Reader(HTMLParser):
    """Collects texts and attributes that hold words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._verbatim += tag in VERBATIM
        values = dict(attrs)
        self.found += [value for name in ATTRIBUTES if (value := values.get(name))]
        if tag == "meta" and values.get("name") == "description":
            self.found.append(values.get("content") or "")
        if tag == "input" and values.get("type") in ("submit", "button"):
            self.found.append(values.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._verbatim -= tag in VERBATIM

    def handle_data(self, data: str) -> None:
        if not self._verbatim:
            self.found.append(data)


def texts_of_html(html: str) -> list[str]:
    """Texts, and attributes that are shown or read out, without what is verbatim."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    # A bracket of `tests.pseudo` may stand beside an element.
    found = (" ".join(text.split()) for text in reader.found)
    return [text for text in found if LETTERS.search(text) or "⟧" in text]


def of_template(path: Path) -> Iterator[str]:
    """Words of a template that no language changes."""
    plain = TAG_OR_VALUE.sub(" ", TRANSLATED.sub(" ", path.read_text(encoding="utf-8")))
    for text in texts_of_html(plain):
        rest = text
        for name in SAME_EVERYWHERE:
            rest = rest.replace(name, " ")
        if LETTERS.search(rest):
            yield text


def of_module(path: Path) -> Iterator[str]:
    """Strings of a module that look like a text or a label, outside gettext."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _shown(tree):
        text = _text_of(node)
        if LIKE_A_TEXT.fullmatch(text):
            yield text


def _shown(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Strings that are no docstring, no argument of gettext and not the words of an error."""
    # A key is looked up.
    children = node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node)
    for child in children:
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if is_docstring or _speaks_to_machines(child):
            continue
        if isinstance(child, ast.JoinedStr) or (
            isinstance(child, ast.Constant) and isinstance(child.value, str)
        ):
            yield child
        if not isinstance(child, ast.JoinedStr):
            yield from _shown(child)


def _speaks_to_machines(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise):
        return isinstance(node.exc, ast.Call) and not _name(node.exc.func).startswith("_")
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    if not isinstance(node, ast.Call):
        return False
    name = _name(node.func)
    return name in GETTEXT or name in ("info", "warning", "exception", "error", "debug", "compile")


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _text_of(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
    )


def of_script(path: Path) -> list[str]:
    """Strings of a script with a blank between words."""
    code = re.sub(r"^\s*//.*$|\s//\s.*$|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.MULTILINE)
    strings = [a or b for a, b in re.findall(r'"([^"\n]*)"|`([^`]*)`', code)]
    return [
        text
        for text in strings
        if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)
        and not re.search(r"use strict|htmx:|\[data-", text)
    ]


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
