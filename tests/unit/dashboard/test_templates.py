"""Templates lose their indentation on loading, which must not change what a page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FILES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PREFORMATTED = re.compile(r"<(pre|textarea)\b[^>]*>(.*?)</\1>", re.DOTALL)
VARIABLE = re.compile(r"\{\{[^}]*\}\}")


@pytest.mark.usefixtures("static_files")
def test_indentation_goes_and_line_breaks_stay() -> None:
    page = get_template("400.html").render({})
    assert not re.search(r"\n[ \t]", page)
    assert "<head>\n<meta" in page


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_template_has_preformatted_words_of_its_own(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for _, words in PREFORMATTED.findall(text):
        assert VARIABLE.fullmatch(words), words


HOST_PATH = re.compile(r"""(?:href|src|action|hx-\w+|data-\w+)=["']/|\|default:["']/""")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_h_no_template_has_an_address_of_its_own(file: Path) -> None:
    """The site may be below a path of its host, which only Django's own words know."""
    assert not HOST_PATH.search(file.read_text(encoding="utf-8"))


SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_h_no_script_has_an_address_of_its_own(file: Path) -> None:
    assert not re.search(r"""["'`]/[a-z${?]|path=/""", file.read_text(encoding="utf-8"))
