"""Measure how the code is built: `python -m tests.structure` prints a table of each package."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("sessions_browser", "emulator", "dashboard")
TEMPLATES = ROOT / "templates"

LONGEST_MODULE = 300
LONGEST_TEMPLATE_LINE = 120

Function = ast.FunctionDef | ast.AsyncFunctionDef
Arrow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Module:
    """One file of a package.

    name: dotted, a package's own `__init__` by the name of the package
    """

    name: str
    path: Path
    lines: int
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def package(self) -> str:
        """The part of the top-level package that it belongs to, such as `sessions_browser.cache`.

        A module directly in the top-level package is a part of its own.
        """
        return ".".join(self.name.split(".")[:2])

    def functions(self) -> Iterator[Function]:
        """All, at whatever depth."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def classes(self) -> Iterator[ast.ClassDef]:
        """Those that another module can import."""
        return (node for node in self.tree.body if isinstance(node, ast.ClassDef))

    def public(self) -> Iterator[Function | ast.ClassDef]:
        """What others may call: functions, classes and methods without a leading underscore."""
        for node in self.tree.body:
            if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
                yield node
                if isinstance(node, ast.ClassDef):
                    yield from _public_methods(node)

    def imported(self) -> Iterator[str]:
        """Dotted names as they are written, also in functions and for types alone."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{self._source(node)}.{alias.name}" for alias in node.names)

    def _source(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        above = self.name.split(".") + ["__init__"] * self.is_package
        return ".".join([*above[: -node.level], *([node.module] if node.module else [])])


def _public_methods(owner: ast.ClassDef) -> Iterator[Function]:
    for node in owner.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


@dataclass(frozen=True)
class Package:
    """A top-level package with all modules below it, but for its migrations."""

    name: str
    modules: tuple[Module, ...]

    @cached_property
    def lengths(self) -> list[int]:
        """Lines of each function, from its `def` to its end, ascending."""
        return sorted(
            (function.end_lineno or 0) - function.lineno + 1
            for module in self.modules
            for function in module.functions()
        )

    @property
    def median_length(self) -> float:
        return median(self.lengths)

    @property
    def ninetieth_length(self) -> int:
        """Nine of ten functions have at most as many lines."""
        return self.lengths[ceil(len(self.lengths) * 0.9) - 1]

    def long_modules(self) -> dict[str, int]:
        """Lines of each module that has too many."""
        return {
            module.name: module.lines for module in self.modules if module.lines > LONGEST_MODULE
        }

    def documented(self) -> float:
        """The share of public functions, classes and methods with a docstring, in percent."""
        public = [node for module in self.modules for node in module.public()]
        return 100 * sum(bool(ast.get_docstring(node)) for node in public) / max(1, len(public))

    def packages_without_docstring(self) -> list[str]:
        return [
            module.name
            for module in self.modules
            if module.is_package and not ast.get_docstring(module.tree)
        ]

    def repeated_class_names(self) -> list[str]:
        names = Counter(node.name for module in self.modules for node in module.classes())
        return sorted(name for name, count in names.items() if count > 1)

    @cached_property
    def module_arrows(self) -> set[Arrow]:
        """From each module to those of this package that it imports."""
        names = {module.name for module in self.modules}
        return {
            (module.name, target)
            for module in self.modules
            for imported in module.imported()
            if (target := _module_of(imported, names)) and target != module.name
        }

    @cached_property
    def package_arrows(self) -> set[Arrow]:
        parts = {module.name: module.package for module in self.modules}
        arrows = {(parts[source], parts[target]) for source, target in self.module_arrows}
        return {(source, target) for source, target in arrows if source != target}

    def circles(self) -> list[list[str]]:
        """Groups of modules of which each imports every other, directly or through others."""
        reached = reachable(self.module_arrows)
        groups = {
            tuple(sorted(other for other in reached[name] if name in reached.get(other, ())))
            for name in reached
        }
        return sorted(list(group) for group in groups if group)


def _module_of(imported: str, names: set[str]) -> str | None:
    """The module behind an imported name, which may be a module or something within one."""
    if imported in names:
        return imported
    parent = imported.rpartition(".")[0]
    return parent if parent in names else None


def reachable(arrows: Iterable[Arrow]) -> dict[str, set[str]]:
    """All that can be reached along the arrows from each of their starts."""
    following: dict[str, set[str]] = {}
    for source, target in arrows:
        following.setdefault(source, set()).add(target)
    return {source: _reached_from(source, following) for source in following}


def _reached_from(start: str, following: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(following[start])
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += following.get(name, ())
    return reached


def read(name: str, root: Path = ROOT) -> Package:
    """Parse the package of this name below `root`."""
    paths = sorted((root / name).rglob("*.py"))
    modules = (read_module(path, root) for path in paths if "migrations" not in path.parts)
    return Package(name, tuple(modules))


def read_module(path: Path, root: Path = ROOT) -> Module:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(root).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, len(text.splitlines()), ast.parse(text))


def template_lines(folder: Path = TEMPLATES) -> Iterator[tuple[int, str]]:
    """The length of every line in characters, and its place as `file:line`."""
    for path in sorted(folder.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield len(line), f"{path.relative_to(folder)}:{number}"


def measured(package: Package) -> dict[str, str]:
    """One column of the table."""
    return {
        "modules": str(len(package.modules)),
        "lines": str(sum(module.lines for module in package.modules)),
        f"modules over {LONGEST_MODULE} lines": str(len(package.long_modules())),
        "functions": str(len(package.lengths)),
        "lines of a function, median": f"{package.median_length:g}",
        "90th percentile": f"{package.ninetieth_length}",
        "longest": str(package.lengths[-1]),
        "public with a docstring": f"{package.documented():.0f} %",
        "packages without a docstring": str(len(package.packages_without_docstring())),
        "imports between packages": str(len(package.package_arrows)),
        "imports between modules": str(len(package.module_arrows)),
        "circles of imports": str(len(package.circles())),
        "class names used twice": str(len(package.repeated_class_names())),
    }


def main() -> None:
    columns = [measured(read(name)) for name in PACKAGES]
    print(f"{'':30}" + "".join(f"{name:>18}" for name in PACKAGES))
    for label in columns[0]:
        print(f"{label:30}" + "".join(f"{column[label]:>18}" for column in columns))
    length, place = max(template_lines())
    print(f"\nlongest line of a template: {length} characters ({place})")


if __name__ == "__main__":
    main()
