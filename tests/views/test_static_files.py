"""Static files: small ones in the repository, joined ones for the browser."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from dashboard.static_files import JOINED, SOURCES, join
from tests.views.page import text_of

SIGN_IN = "/accounts/login/"
TAKES = re.compile(r"const \{([^}]*)\} = window\.dashboard;")
GIVES = re.compile(r"window\.dashboard(?: = |, )\{([^}]*)\}")


@pytest.mark.parametrize("name", JOINED)
def test_no_part_is_forgotten(name: str) -> None:
    folder, ending = (SOURCES / name).parent, (SOURCES / name).suffix
    there = [str(file.relative_to(SOURCES)) for file in folder.rglob(f"*{ending}")]
    assert sorted(JOINED[name]) == sorted(there)


@pytest.mark.parametrize("name", JOINED)
def test_parts_are_joined_in_order_and_whole(name: str) -> None:
    rest = join(name)
    for part in JOINED[name]:
        text = (SOURCES / part).read_text(encoding="utf-8")
        assert text.endswith("\n")
        assert rest.startswith(text)
        rest = rest.removeprefix(text)
    assert rest == ""


@pytest.mark.parametrize("part", JOINED["js/site.js"])
def test_each_script_is_strict_and_keeps_its_names_to_itself(part: str) -> None:
    text = (SOURCES / part).read_text(encoding="utf-8")
    code = re.sub(r"\A(//.*\n)+", "", text)
    assert text.startswith("// ")
    assert code.startswith('(() => {\n  "use strict";\n')
    assert code.endswith("\n})();\n")


def test_each_script_takes_only_what_one_before_it_gives() -> None:
    given: set[str] = set()
    taken: set[str] = set()
    for part in JOINED["js/site.js"]:
        text = (SOURCES / part).read_text(encoding="utf-8")
        takes, gives = names_in(TAKES, text), names_in(GIVES, text)
        assert takes <= given, part
        assert not gives & given, part
        given |= gives
        taken |= takes
    assert taken == given


def names_in(braces: re.Pattern[str], text: str) -> set[str]:
    """The names of an object between braces, such as `{ byId, listIsLoading: () => … }`."""
    return {
        name.split(":")[0].strip()
        for found in braces.findall(text)
        for name in found.split(",")
        if name.strip()
    }


def test_a_page_asks_for_one_script_and_one_style_of_ours(db: None, client: Client) -> None:
    page = text_of(client.get(SIGN_IN))
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert len(styles) == 1
    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", styles[0])
    scripts = re.findall(r'<script src="([^"]+)"', page)
    assert len(scripts) == 2
    assert scripts[0].startswith("/static/django_htmx/htmx-2.min.")
    assert re.fullmatch(r"/static/js/site\.[0-9a-f]{12}\.js", scripts[1])


@pytest.mark.parametrize("name", JOINED)
def test_a_joined_file_is_compressed_and_kept_for_good(db: None, client: Client, name: str) -> None:
    response = client.get(static(name), headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(b"".join(response)).decode() == join(name)
    assert "max-age=315360000, public, immutable" in response["Cache-Control"]
    response.close()


def test_a_server_that_looks_for_files_joins_them_anew() -> None:
    """With DEBUG the server asks the finders at each request."""
    path = finders.find("js/site.js")
    assert path
    with open(path, encoding="utf-8") as file:
        assert file.read() == join("js/site.js")
    assert finders.find("js/site.js", find_all=True) == [path]
    assert finders.find("js/nothing.js") is None
