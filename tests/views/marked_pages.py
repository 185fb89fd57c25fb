"""Every page of the site over marked sessions, and those of what a person has made there."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from django.test import Client
from django.urls import reverse

from sessions_browser.filters.columns import OTHERS, USUAL
from sessions_browser.models import SavedView
from sessions_browser.scans.ready import READY
from tests.marked_upstream import MarkingServer
from tests.views.page import LIST
from tests.views.test_references import compared
from tests.views.test_scan_text import asked, run

# Path, and what it holds that the person has brought.
Pages = list[tuple[str, str]]
# Of the addresses that `test_permissions.WHO` names.
ONLY_POST = {
    *("logout", "delete_note", "done_note", "delete_view", "mask_session", "mask_person"),
    *("run_references", "delete_references", "stop_scan", "resume_scan", "lift_lock"),
    *("revoke_token", "read_again", "cancel_filling", "delete_export", "resume_export"),
    *("cancel_job", "resume_job"),
}
OF_ONES_OWN_SIGN_IN = {
    *("mfa_index", "password_change", "account_reauthenticate"),
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
}
# They have a test of their own.
FILES = {"export_file", "export_about"}
NO_PAGES = ONLY_POST | OF_ONES_OWN_SIGN_IN | FILES


def sessions_of(marking_server: MarkingServer, count: int = 100) -> list[dict[str, Any]]:
    """Marked, as the site gets them."""
    found: list[dict[str, Any]] = []
    with_key = {"Authorization": "Bearer rk_test_emulator"}
    after = ""
    while len(found) < count:
        url = f"{marking_server.address}/v1/checkout/sessions?limit=100{after}"
        with urllib.request.urlopen(urllib.request.Request(url, headers=with_key)) as answer:
            page = json.load(answer)["data"]
        found += page
        after = f"&starting_after={page[-1]['id']}"
    return found


def varied(sessions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each shape one: by what fields are there, and how the session ended."""

    def shape(session: dict[str, Any]) -> tuple[object, ...]:
        details = session["customer_details"] or {}
        asked = ("after_expiration", "shipping_cost", "discounts", "subscription", "cancel_url")
        return (
            *(bool(session[name]) for name in asked),
            *(session["status"], session["payment_status"], session["mode"]),
            *(bool(details.get(name)) for name in ("phone", "business_name", "tax_ids", "name")),
            tuple(field["type"] for field in session["custom_fields"] or ()),
        )

    return list({shape(session): session for session in sessions}.values())


def pages_of(sessions: list[dict[str, Any]]) -> Pages:
    paths = [
        *(
            (f"{LIST}{query}", "")
            for query in ("", "?limit=100", "?expand=data.line_items&limit=100")
        ),
        *(
            (f"/demo/{page}.{ending}?{query}", "")
            for ending in ("json", "csv", "jsonl")
            for page, query in (
                ("sessions", "limit=100"),
                ("overview", "created=last_30_days"),
                ("scan", "created=all&outcome=paid"),
            )
        ),
        ("/demo/sessions.json?expand=data.line_items&limit=100", ""),
        *((f"/demo/{name}", "") for name in ("openapi.json", "programs/")),
        *((f"{LIST}?outcome={name}", "") for name in ("paid", "open", "abandoned", "processing")),
        (f"{LIST}newer/?than={sessions[5]['id']}", ""),
        (f"{LIST}?columns={'-'.join((*USUAL, *OTHERS))}&limit=100", ""),
        *((path, "") for path in ("/", "/demo/", "/demo/columns/?outcome=paid")),
        *((f"/demo/{name}/", "") for name in ("payment-links", "jobs", "overview", "search")),
        *((f"/demo/overview/{name}/", "") for name in ("fill", "filling")),
        *((f"/demo/exports/{path}", "") for path in ("", "new/?outcome=paid")),
        *((f"/demo/scan/{path}", "") for path in ("", "?created=all", "references/")),
        *((f"/demo/scan/?view={name}", "") for name in READY),
        ("/demo/overview/rows/?from=0&to=4000000000&tz=Europe/Berlin&outcome=paid", ""),
        ("/status/", ""),
        ("/read-log/", ""),
        ("/read-log/customer/", ""),
        ("/admin/", ""),
        ("/admin/sessions_browser/verification/", ""),
        (f"{LIST}{sessions[0]['id'][:-3]}xyz/", ""),
        (f"/demo/search/?q={sessions[0]['id']} {sessions[1]['id']} {sessions[2]['id']}", ""),
    ]
    for session in varied(sessions):
        at = f"{LIST}{session['id']}/"
        paths += [(at, ""), (f"{at}state/", ""), (f"{at}verify/", ""), (f"{at}unmask/", "")]
        paths.append((f"/demo/people/?by_session={session['id']}", ""))
        paths.append((f"/demo/people/unmask/?by_session={session['id']}", ""))
        paths.append((f"/demo/people.json?by_session={session['id']}", ""))
        if customer := session["customer"]:
            paths.append((f"/demo/people/?customer={customer}", ""))
            paths.append((f"{LIST}?customer={customer}", ""))
        if email := (session["customer_details"] or {}).get("email"):
            paths.append((f"/demo/people/?email={email}", email))
            paths.append((f"{LIST}?email={email}", email))
            paths.append((f"/demo/people.csv?email={email}", email))
            paths.append((f"/demo/search/?q={email}", email))
    return paths


def own_pages(client: Client, sessions: list[dict[str, Any]]) -> Pages:
    """Of a view, a note, a scan and a list of references that the person makes."""
    at = f"{LIST}{sessions[0]['id']}/"
    client.post("/demo/views/new/?outcome=paid", {"name": "Paid", "sharing": "own"})
    client.post(f"{at}notes/", {"text": "Calls back on Monday"})
    references = [one["client_reference_id"] for one in sessions if one["client_reference_id"]]
    pasted = "\n".join(["order-0", *references[::2]])
    scans = [asked(client, reference="SHOP0"), compared(client, pasted)]
    for scan in scans:
        run(scan)
    paths = [
        *("/demo/views/", "/demo/views/new/?outcome=paid", "/demo/notes/", f"{at}notes/", at),
        *(f"/demo/views/{view.pk}/" for view in SavedView.objects.all()),
        *(f"/demo/scan/{scan.pk}/{part}" for scan in scans for part in ("", "state/")),
        *(f"/demo/scan/{scan.pk}.{end}" for scan in scans for end in ("json", "csv", "jsonl")),
        *("/demo/scan/references/", reverse("own_tokens")),
    ]
    return [(path, "") for path in paths]
