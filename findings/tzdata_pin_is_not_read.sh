#!/usr/bin/env bash
# tzdata 2026.6 beside zoneinfo of Python 3.11: the newest pinned rules are installed and not used.
# Promised: "tzdata ... first-party package for zoneinfo"; a project that pins it expects its days.
# Happens:  zoneinfo reads a zone from its search path first, each zone by itself, and asks the
#           package only for zones that it does not find there. Tables of an older release win in
#           silence. No version of what was read can be asked for.
#           Here the older tables are those of the package tzdata 2025.2, put on the search path as
#           a system has them. British Columbia stays on UTC-7 from November 2026 on.
# Output:   installed 2026.6, Vancouver on 28 Nov 2026 begins at 08:00 UTC
#           without a search path it begins at 07:00 UTC
# We allow for it in: dashboard/settings.py (zoneinfo.reset_tzpath)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --target "$folder/older" tzdata==2025.2
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tzdata==2026.6
cd "$folder"
PYTHONTZPATH="$folder/older/tzdata/zoneinfo" venv/bin/python - <<'PYTHON'
import zoneinfo
from datetime import UTC, datetime

import tzdata


def begins() -> str:
    zone = zoneinfo.ZoneInfo.no_cache("America/Vancouver")
    return f"{datetime(2026, 11, 28, tzinfo=zone).astimezone(UTC):%H:%M} UTC"


seen = begins()
print(f"installed {tzdata.__version__}, Vancouver on 28 Nov 2026 begins at {seen}")
zoneinfo.reset_tzpath(to=[])
meant = begins()
print(f"without a search path it begins at {meant}")
assert (seen, meant) == ("08:00 UTC", "07:00 UTC"), "the behaviour has changed"
PYTHON
