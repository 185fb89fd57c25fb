"""Install each client, let it do its work over an emulator, and print what it saw as a table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.real_clients import (
    airbyte_source,
    dlt_sources,
    official,
    other_fakes,
    stripe_cli,
    sync_engines,
)
from tests.real_clients.installing import NotInstalledError, Seen


def main() -> int:
    options = _options()
    kinds: dict[str, Callable[[Path], Iterator[Seen]]] = {
        "official": official.walks,
        "cli": stripe_cli.walks,
        "dlt": partial(dlt_sources.walks, sources=options.dlt_sources),
        "airbyte": airbyte_source.walks,
        "engines": sync_engines.walks,
        "fakes": other_fakes.walks,
    }
    failed = 0
    print("| client | what it did | all of it |\n| --- | --- | --- |")
    for name in options.names or kinds:
        with tempfile.TemporaryDirectory() as folder:
            try:
                failed += _print_all(kinds[name](Path(folder)))
            except NotInstalledError as error:
                print(f"| {error} | NOT RUN: it could not be installed | NO |")
                failed += not options.where_installable
    return int(failed > 0)


def _print_all(walks: Iterator[Seen]) -> int:
    """How many did not do all that they should."""
    failed = 0
    for seen in walks:
        failed += not seen.right
        print(f"| {seen.client} | {seen.figures} | {'yes' if seen.right else 'NO'} |")
        sys.stdout.flush()
    return failed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.real_clients", description=__doc__)
    names = ("official", "cli", "dlt", "airbyte", "engines", "fakes")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; or all")
    parser.add_argument(
        "--dlt-sources", metavar="FOLDER", help="of dlt's verified sources, in place of GitHub"
    )
    parser.add_argument(
        "--where-installable",
        action="store_true",
        help="what cannot be installed, as without a network, is told and is no failure",
    )
    options = parser.parse_args()
    for name in options.names:
        if name not in names:
            parser.error(f"{name} is none of {', '.join(names)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
