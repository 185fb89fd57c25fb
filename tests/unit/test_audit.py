"""An audit that could not ask is told apart from one that found nothing."""

from __future__ import annotations

import json

from tests.audit import read

GOOD = {"name": "django", "version": "5.2.19", "vulns": []}
FAULTY = {
    "name": "urllib3",
    "version": "1.0",
    "vulns": [{"id": "CVE-2026-1", "fix_versions": ["1.1"]}, {"id": "X-2", "fix_versions": []}],
}
UNASKED = {"name": "limits", "skip_reason": "Dependency not found"}


def printed(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_nothing_found_is_said_with_how_many_were_asked_for() -> None:
    assert read(printed(GOOD), "").words == "No known fault in 1 packages."


def test_each_fault_is_named_with_the_version_that_mends_it() -> None:
    found = read(printed(GOOD, FAULTY), "")
    assert found.faults == [
        "urllib3 1.0: CVE-2026-1 (mended in 1.1)",
        "urllib3 1.0: X-2 (mended in no version yet)",
    ]


def test_a_service_that_knows_nothing_of_any_package_was_not_asked() -> None:
    found = read(printed(UNASKED), "No known vulnerabilities found")
    assert found.words == "NOT AUDITED: the service that knows of faults could not be asked."


def test_what_could_not_be_asked_for_is_named_beside_the_rest() -> None:
    assert "NOT AUDITED: limits" in read(printed(GOOD, UNASKED), "").words


def test_without_a_network_it_says_why() -> None:
    found = read("", "Traceback\nConnectionError: no route")
    assert found.faults == []
    assert found.words.startswith("NOT AUDITED")
    assert found.words.endswith("ConnectionError: no route")
