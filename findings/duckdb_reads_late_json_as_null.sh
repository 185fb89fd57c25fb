#!/usr/bin/env bash
# duckdb 2.0.1: read_json() answers NULL for each value of a key that was null in the first 20,480 lines.
# Promised: types are taken from a sample of 20,480 lines (documentation, "sample_size"). A later value
#           that does not fit stops with an error that names its line and the setting. What the sample
#           leaves open is JSON, which holds any value: duckdb 1.4.5 gives 5 of the 5 below.
# Happens:  the column has the type "NULL" and is empty in every row. No error, no warning, and
#           count() agrees that nothing was there. One null line fewer, and all values are read.
#           sample_size=-1 reads the whole file first and is right.
# Output:   20479 null lines, then 5 with a phone: VARCHAR, 5 phones
#           20480 null lines, then 5 with a phone: "NULL", 0 phones
#           the same with sample_size=-1: VARCHAR, 5 phones
#           20480 days, then 5 words: InvalidInputException
# Allowed for in sessions_browser/exports/about.py: a column that only older sessions have would be
#           lost to whoever follows it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1
cd "$folder" && venv/bin/python - <<'PYTHON'
import json
from pathlib import Path

import duckdb


def write(key: str, first: str | None, times: int, late: str) -> None:
    values = [first] * times + [late] * 5
    lines = [json.dumps({"id": f"cs_{n}", key: value}) for n, value in enumerate(values)]
    Path("sessions.jsonl").write_text("\n".join(lines) + "\n")


def phones(settings: str = "") -> tuple[str, int]:
    [(kind, count)] = duckdb.sql(
        "SELECT max(typeof(phone)), count(phone) FROM read_json('sessions.jsonl'" + settings + ")"
    ).fetchall()
    return kind, count


seen = []
for times in (20_479, 20_480):
    write("phone", None, times, "+31 20 1234567")
    seen.append(phones())
    print(f"{times} null lines, then 5 with a phone: {seen[-1][0]}, {seen[-1][1]} phones")
whole = phones(", sample_size=-1")
print(f"the same with sample_size=-1: {whole[0]}, {whole[1]} phones")
write("answer", "2026-11-19", 20_480, "soon")
try:
    duckdb.sql("SELECT count(answer) FROM read_json('sessions.jsonl')").fetchall()
    told = "no error"
except duckdb.Error as error:
    told = type(error).__name__
print(f"20480 days, then 5 words: {told}")
assert seen == [("VARCHAR", 5), ('"NULL"', 0)], "the behaviour has changed"
assert whole == ("VARCHAR", 5), "the way round it has changed"
assert told == "InvalidInputException", "what is promised of other late values has changed"
PYTHON
