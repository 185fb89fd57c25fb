"""What there is to be allowed, and the ready groups. Pure.

Permissions are Django's, so that `/admin/` can give them to people and to other groups too.
"""

from __future__ import annotations

BROWSE = "sessions_browser.browse_sessions"
OPEN = "sessions_browser.open_session"
VIEW_PERSONAL_DATA = "sessions_browser.view_personal_data"
UNMASK = "sessions_browser.unmask"
USE_NOTES = "sessions_browser.use_notes"
SHARE_VIEWS = "sessions_browser.share_views"
VERIFY = "sessions_browser.verify_caller"
LIFT_LOCK = "sessions_browser.lift_lock"
SCAN = "sessions_browser.scan_sessions"
VIEW_OVERVIEW = "sessions_browser.view_overview"
FILL_FACTS = "sessions_browser.fill_facts"
EXPORT = "sessions_browser.export_sessions"
VIEW_JOBS = "sessions_browser.view_job"
CHANGE_ANY_JOB = "sessions_browser.change_any_job"
VIEW_STATUS = "sessions_browser.view_status"
ENTER_ADMIN = "sessions_browser.enter_admin"
USE_TOKENS = "sessions_browser.use_tokens"
REVOKE_TOKENS = "sessions_browser.revoke_tokens"
VIEW_READ_LOG = "read_log.view_entry"

_PEOPLE = tuple(
    f"auth.{verb}_{thing}"
    for thing in ("user", "group")
    for verb in ("view", "add", "change", "delete")
)
_SUPPORT = (BROWSE, OPEN, VERIFY, SCAN, USE_NOTES)
SUPPORT_MASKED = "Support (masked)"
# Whoever lacks the one sees personal data masked, and may ask for the other.
ROLES = {
    "Support": (*_SUPPORT, VIEW_PERSONAL_DATA),
    SUPPORT_MASKED: (*_SUPPORT, UNMASK),
    "Manager": (
        *(*_SUPPORT, UNMASK, SHARE_VIEWS),
        *(VIEW_OVERVIEW, FILL_FACTS, EXPORT, VIEW_JOBS, USE_TOKENS),
    ),
    "Administrator": (
        *(VIEW_STATUS, LIFT_LOCK, VIEW_JOBS, CHANGE_ANY_JOB, ENTER_ADMIN),
        # The page on which a lock is lifted; it shows nothing of a session.
        VERIFY,
        # What Stripe itself says on an error may name a customer.
        VIEW_PERSONAL_DATA,
        VIEW_READ_LOG,
        "sessions_browser.view_verification",
        *("sessions_browser.view_apitoken", REVOKE_TOKENS),
        *_PEOPLE,
    ),
}
