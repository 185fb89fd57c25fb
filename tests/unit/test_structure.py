"""How the code is built stays within bars; `python -m tests.structure` prints the measures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.structure import LONGEST_TEMPLATE_LINE, PACKAGES, Package, read, template_lines

MEDIAN_LINES, NINETIETH_LINES = 8, 22

# Read once for all tests of this module.
package = cache(read)
each_package = pytest.mark.parametrize("name", PACKAGES)


@each_package
def test_no_modules_import_each_other_in_a_circle(name: str) -> None:
    assert package(name).circles() == []


@each_package
def test_no_module_is_long(name: str) -> None:
    assert package(name).long_modules() == {}


@each_package
def test_functions_are_short(name: str) -> None:
    assert package(name).median_length <= MEDIAN_LINES
    assert package(name).ninetieth_length <= NINETIETH_LINES


@each_package
def test_every_package_says_its_purpose(name: str) -> None:
    assert package(name).packages_without_docstring() == []


def test_no_two_classes_share_a_name() -> None:
    assert package("sessions_browser").repeated_class_names() == []


def test_lines_of_templates_can_be_read() -> None:
    assert [place for length, place in template_lines() if length > LONGEST_TEMPLATE_LINE] == []


def made(folder: Path, **modules: str) -> Package:
    """A package `house` of these modules."""
    (folder / "house").mkdir()
    for name, text in modules.items():
        (folder / "house" / f"{name}.py").write_text(text, encoding="utf-8")
    return read("house", folder)


def test_a_circle_is_found_however_it_is_spelled(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        __init__="",
        a="from house.b import thing",
        b="def late():\n    from . import c",
        c="import house.a",
        d="from .a import x",
    )
    assert found.circles() == [["house.a", "house.b", "house.c"]]
    assert ("house.d", "house.a") in found.module_arrows
    assert len(found.package_arrows) == 4


def test_what_breaks_a_bar_is_found(tmp_path: Path) -> None:
    long_function = "def f():\n" + "    pass\n" * 300
    found = made(
        tmp_path, __init__="", a=long_function + "class A: ...", b='class A:\n    """Says."""'
    )
    assert found.long_modules() == {"house.a": 302}
    assert found.median_length == found.ninetieth_length == 301
    assert found.packages_without_docstring() == ["house"]
    assert found.repeated_class_names() == ["A"]
    assert round(found.documented()) == 33


def test_a_long_line_of_a_template_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("short\n" + "x" * 121 + "\n", encoding="utf-8")
    assert list(template_lines(tmp_path)) == [(5, "page.html:1"), (121, "page.html:2")]
