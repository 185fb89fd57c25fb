from __future__ import annotations

from django.urls import path, register_converter

from sessions_browser.conf import Account, get_conf
from sessions_browser.objects.ids import is_session_id
from sessions_browser.views import (
    caller_check,
    columns,
    exports,
    filling,
    home,
    jobs,
    new_export,
    newer_sessions,
    notes,
    openapi,
    overview,
    overview_rows,
    payment_links,
    person,
    programs,
    read_log,
    references,
    saved_views,
    scan,
    scan_result,
    scan_start,
    scan_twin,
    search,
    session_detail,
    session_list,
    status,
    unmask,
    webhooks,
)
from sessions_browser.views.list_twin import session_list_twin
from sessions_browser.views.overview_twin import overview_twin
from sessions_browser.views.person_twin import person_twin
from sessions_browser.views.twin_formats import TYPES


class AccountConverter:
    """A configured account by its slug; any other slug is no address of this site."""

    regex = "[a-z0-9][a-z0-9-]{0,39}"

    def to_python(self, value: str) -> Account:
        if account := get_conf().account(value):
            return account
        raise ValueError

    def to_url(self, value: Account | str) -> str:
        return value if isinstance(value, str) else value.slug


class RowConverter:
    """The number of a row, no longer than a database has them."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


class EndingConverter:
    """Of the addresses for programs."""

    regex = "|".join(TYPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SessionIdConverter:
    """Only what has the shape of a Checkout Session's id may become part of a call."""

    regex = "cs_[A-Za-z0-9_]{1,63}"

    def to_python(self, value: str) -> str:
        if is_session_id(value):
            return value
        raise ValueError

    def to_url(self, value: str) -> str:
        return value


register_converter(AccountConverter, "account")
register_converter(RowConverter, "row")
register_converter(EndingConverter, "ending")
register_converter(SessionIdConverter, "session_id")

# They are tried in turn, so the page that is asked for most comes first.
urlpatterns = [
    path("<account:account>/sessions/", session_list.session_list, name="session_list"),
    path("<account:account>/sessions.<ending:ending>", session_list_twin, name="session_list_twin"),
    path("", home.home, name="home"),
    path("status/", status.status, name="status"),
    path("read-log/", read_log.read_log, name="read_log"),
    path("read-log/customer/", read_log.who_looked, name="who_looked"),
    path("metrics", status.metrics, name="metrics"),
    path("webhooks/stripe/<account:account>/", webhooks.stripe_webhook, name="stripe_webhook"),
    path("<account:account>/", home.account_home, name="account_home"),
    path("<account:account>/sessions/newer/", newer_sessions.newer_sessions, name="newer_sessions"),
    path(
        "<account:account>/sessions/<session_id:session_id>/",
        session_detail.session_detail,
        name="session_detail",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/state/",
        session_detail.session_state,
        name="session_state",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/verify/",
        caller_check.caller_check,
        name="caller_check",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/verify/lift/",
        caller_check.lift_lock,
        name="lift_lock",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/unmask/",
        unmask.unmask_session,
        name="unmask_session",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/mask/",
        unmask.mask_session,
        name="mask_session",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/notes/",
        notes.session_notes,
        name="session_notes",
    ),
    path(
        "<account:account>/sessions/<session_id:session_id>/notes/<row:note_id>/delete/",
        notes.delete_note,
        name="delete_note",
    ),
    path("<account:account>/notes/", notes.notes, name="notes"),
    path("<account:account>/notes/<row:note_id>/done/", notes.done_note, name="done_note"),
    path("<account:account>/people.<ending:ending>", person_twin, name="person_twin"),
    path("<account:account>/people/", person.person, name="person"),
    path("<account:account>/people/unmask/", unmask.unmask_person, name="unmask_person"),
    path("<account:account>/people/mask/", unmask.mask_person, name="mask_person"),
    path("<account:account>/openapi.json", openapi.openapi, name="openapi"),
    path("<account:account>/programs/", programs.programs, name="programs"),
    path("<account:account>/search/", search.search, name="search"),
    path("<account:account>/payment-links/", payment_links.payment_links, name="payment_links"),
    path("<account:account>/scan.<ending:ending>", scan_twin.scan_twin, name="scan_twin"),
    path("<account:account>/scan/", scan.scan, name="scan"),
    path("<account:account>/scan/references/", references.reference_lists, name="reference_lists"),
    path(
        "<account:account>/scan/references/<uuid:list_id>/run/",
        references.run_references,
        name="run_references",
    ),
    path(
        "<account:account>/scan/references/<uuid:list_id>/delete/",
        references.delete_references,
        name="delete_references",
    ),
    path(
        "<account:account>/scan/<uuid:scan_id>.<ending:ending>",
        scan_twin.scan_result_twin,
        name="scan_result_twin",
    ),
    path("<account:account>/scan/<uuid:scan_id>/", scan_result.scan_result, name="scan_result"),
    path("<account:account>/scan/<uuid:scan_id>/state/", scan_result.scan_state, name="scan_state"),
    path("<account:account>/scan/<uuid:scan_id>/stop/", scan_start.stop_scan, name="stop_scan"),
    path(
        "<account:account>/scan/<uuid:scan_id>/go-on/", scan_start.resume_scan, name="resume_scan"
    ),
    path("<account:account>/overview/", overview.overview, name="overview"),
    path("<account:account>/overview.<ending:ending>", overview_twin, name="overview_twin"),
    path("<account:account>/overview/rows/", overview_rows.overview_rows, name="overview_rows"),
    path("<account:account>/overview/filling/", filling.filling, name="filling"),
    path("<account:account>/overview/fill/", filling.fill, name="fill"),
    path("<account:account>/overview/read-again/", filling.read_again, name="read_again"),
    path("<account:account>/overview/cancel/", filling.cancel_filling, name="cancel_filling"),
    path("<account:account>/columns/", columns.columns, name="columns"),
    path("<account:account>/views/", saved_views.saved_views, name="saved_views"),
    path("<account:account>/views/new/", saved_views.new_view, name="new_view"),
    path("<account:account>/views/<row:view_id>/", saved_views.saved_view, name="saved_view"),
    path(
        "<account:account>/views/<row:view_id>/delete/",
        saved_views.delete_view,
        name="delete_view",
    ),
    path("<account:account>/exports/", exports.exports, name="exports"),
    path("<account:account>/exports/new/", new_export.new_export, name="new_export"),
    path("<account:account>/exports/<uuid:job_id>/", exports.export_file, name="export_file"),
    path(
        "<account:account>/exports/<uuid:job_id>/about/", exports.export_about, name="export_about"
    ),
    path(
        "<account:account>/exports/<uuid:job_id>/delete/",
        exports.delete_export,
        name="delete_export",
    ),
    path(
        "<account:account>/exports/<uuid:job_id>/resume/",
        exports.resume_export,
        name="resume_export",
    ),
    path("<account:account>/jobs/", jobs.jobs, name="jobs"),
    path("<account:account>/jobs/<uuid:job_id>/cancel/", jobs.cancel_job, name="cancel_job"),
    path("<account:account>/jobs/<uuid:job_id>/resume/", jobs.resume_job, name="resume_job"),
]
