"""What every page of the frame shows."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest

from sessions_browser.conf import get_conf
from sessions_browser.views.request import zone_name


def site(request: HttpRequest) -> dict[str, Any]:
    """account: of this address, or None; accounts: for the switcher, only when signed in.

    server_seconds: Unix time, for the script, since the computer's own clock may be wrong.
    """
    match = request.resolver_match
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "account": match.kwargs.get("account") if match else None,
        "accounts": get_conf().accounts if signed_in else (),
        "zone": zone_name(request),
        "server_seconds": int(time.time()),
    }
